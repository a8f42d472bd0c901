import { type Signal, useComputed } from '@preact/signals'
import type { ComponentType } from 'preact'

export interface Tab {
  /** Names the tab in the address of its panel. */
  readonly id: string
  readonly title: string
  readonly panel: ComponentType
}

interface Props {
  readonly label: string
  readonly tabs: readonly Tab[]
  /** Id of the open tab. */
  readonly open: Signal<string>
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 }

function target(tabs: readonly Tab[], key: string, now: number): Tab | undefined {
  if (key === 'Home') return tabs[0]
  if (key === 'End') return tabs.at(-1)
  const step = STEPS[key]
  return step === undefined ? undefined : tabs[(now + step + tabs.length) % tabs.length]
}

/** Tabs with one open panel; arrow keys, Home and End move between them (ARIA tabs pattern). */
export function Tabs({ label, tabs, open }: Props) {
  const at = useComputed(() =>
    Math.max(
      0,
      tabs.findIndex(({ id }) => id === open.value),
    ),
  )
  const shown = tabs[at.value]
  function move(event: KeyboardEvent): void {
    const next = target(tabs, event.key, at.value)
    if (!next) return
    event.preventDefault()
    open.value = next.id
    document.getElementById(`tab-${next.id}`)?.focus()
  }
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === shown?.id}
            aria-controls={`panel-${id}`}
            tabIndex={id === shown?.id ? 0 : -1}
            onClick={() => {
              open.value = id
            }}
          >
            {title}
          </button>
        ))}
      </div>
      {shown && (
        <div
          class="tab-panel"
          role="tabpanel"
          id={`panel-${shown.id}`}
          aria-labelledby={`tab-${shown.id}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel without controls is reached by Tab (ARIA tabs pattern)
          tabIndex={0}
        >
          <shown.panel />
        </div>
      )}
    </>
  )
}
