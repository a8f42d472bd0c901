import type { Signal } from '@preact/signals'
import type { ComponentType } from 'preact'

export interface Tab {
  readonly id: string
  readonly label: string
  readonly Panel: ComponentType
}

interface TabsProps {
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly chosen: Signal<string>
}

/** Returns the index of the tab to which a key moves. Returns `undefined` for other keys. */
function tabAfter(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count
    case 'ArrowLeft':
      return (at + count - 1) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}

/**
 * Tabs by the ARIA pattern: only the chosen tab is in the focus order, and arrow keys change it. A
 * single tab's panel is shown alone.
 */
export function Tabs({ label, tabs, chosen }: TabsProps) {
  const at = Math.max(
    0,
    tabs.findIndex(({ id }) => id === chosen.value),
  )
  const tab = tabs[at]
  if (tab && tabs.length === 1) return <tab.Panel />
  const onKeyDown = (event: KeyboardEvent) => {
    const next = tabs[tabAfter(event.key, at, tabs.length) ?? -1]
    if (!next) return
    event.preventDefault()
    chosen.value = next.id
    document.getElementById(`tab-${next.id}`)?.focus()
  }
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(({ id, label: name }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === tab?.id}
            aria-controls={`panel-${id}`}
            tabIndex={id === tab?.id ? 0 : -1}
            onClick={() => {
              chosen.value = id
            }}
          >
            {name}
          </button>
        ))}
      </div>
      {tab && (
        <div class="tab-panel" role="tabpanel" id={`panel-${tab.id}`} aria-labelledby={`tab-${tab.id}`}>
          <tab.Panel />
        </div>
      )}
    </>
  )
}
