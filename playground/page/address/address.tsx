import { signal } from '@preact/signals'
import '../style/address.css'
import { wasAsked } from './asked.ts'
import { Code } from './code/code.tsx'
import { Grant } from './grant.tsx'
import { type Tab, Tabs } from './tabs.tsx'
import { Url } from './url.tsx'
import { Why } from './why.tsx'

const TABS: readonly Tab[] = [
  { id: 'url', title: 'URL', panel: Url },
  { id: 'code', title: 'Code', panel: Code },
  { id: 'grant', title: 'Grant', panel: Grant },
  { id: 'why', title: 'Why refused', panel: Why },
]

const open = signal(wasAsked ? 'why' : 'url')

/** The signed URL: its parts, code that makes it, its sizes, and why one fails. */
export function Address() {
  return (
    <section class="panel address" aria-label="Signed URL">
      <Tabs label="Signed URL" tabs={TABS} open={open} />
    </section>
  )
}
