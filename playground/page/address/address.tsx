import { signal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { type Tab, Tabs } from '../tabs.tsx'
import { view } from '../view.ts'
import { readAsked } from './asked.ts'
import { Code } from './code/code.tsx'
import { Grant } from './grant.tsx'
import { Url } from './url.tsx'
import { Why } from './why.tsx'

const WHY = 'why'

const TABS: readonly Tab[] = [
  { id: 'url', label: 'URL', Panel: Url },
  { id: 'code', label: 'Code', Panel: Code },
  { id: 'grant', label: 'Grant', Panel: Grant },
  { id: WHY, label: 'Why refused', Panel: Why },
]

const open = signal('url')

/**
 * Panel about the signed URL. It shows the URL's parts, code that makes it, its granted sizes, and
 * the reason why a URL fails. If the address hash contains a URL to explain, the panel opens and
 * scrolls into view.
 */
export function Address() {
  const area = useRef<HTMLDivElement>(null)
  /**
   * `true` if the panel must scroll into view. It scrolls once the result above it is loaded,
   * because the panel moves when the result gets its final height.
   */
  const awaited = useRef(false)
  useSignalEffect(() => {
    if (view.value.state === 'loading' || !awaited.current) return
    awaited.current = false
    requestAnimationFrame(() => area.current?.scrollIntoView())
  })
  useEffect(() => {
    const answer = () => {
      if (!readAsked()) return
      open.value = WHY
      awaited.current = view.peek().state === 'loading'
      area.current?.scrollIntoView()
    }
    answer()
    addEventListener('hashchange', answer)
    return () => removeEventListener('hashchange', answer)
  }, [])
  return (
    <div class="address" ref={area}>
      <Tabs label="Signed URL" tabs={TABS} chosen={open} />
    </div>
  )
}
