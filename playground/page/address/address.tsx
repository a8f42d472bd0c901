import { signal } from '@preact/signals'
import '../style/address.css'
import { type Tab, Tabs } from '../tabs.tsx'
import { wasAsked } from './asked.ts'
import { Code } from './code/code.tsx'
import { Grant } from './grant.tsx'
import { Url } from './url.tsx'
import { Why } from './why.tsx'

const TABS: readonly Tab[] = [
  { id: 'url', label: 'URL', Panel: Url },
  { id: 'code', label: 'Code', Panel: Code },
  { id: 'grant', label: 'Grant', Panel: Grant },
  { id: 'why', label: 'Why refused', Panel: Why },
]

const open = signal(wasAsked ? 'why' : 'url')

/** The signed URL: its parts, code that makes it, its sizes, and why one fails. */
export function Address() {
  return (
    <div class="address">
      <Tabs label="Signed URL" tabs={TABS} chosen={open} />
    </div>
  )
}
