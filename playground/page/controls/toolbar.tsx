import { canRedo, canUndo, redo, undo } from '../entries.ts'
import { clearParameters, parameters } from '../target.ts'
import { Icon } from './icon.tsx'
import { openShortcuts } from './shortcuts.ts'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { THEMES, theme } from './theme.ts'

function ThemeSwitch() {
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">Theme</legend>
      {THEMES.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={theme.value === name}
          onClick={() => {
            theme.value = name
          }}
        >
          {name}
        </button>
      ))}
    </fieldset>
  )
}

/**
 * Shows title, history, theme and help. Buttons without an effect use `aria-disabled` instead of
 * `disabled`, so that they keep the focus.
 */
export function Toolbar() {
  return (
    <header class="toolbar">
      <h1>
        Signet <span class="quiet">playground</span>
      </h1>
      <div class="row history">
        <button type="button" class="button plain" onClick={undo} aria-disabled={!canUndo.value}>
          <Icon name="undo" />
          <span class="word">Undo</span>
        </button>
        <button type="button" class="button plain" onClick={redo} aria-disabled={!canRedo.value}>
          <Icon name="redo" />
          <span class="word">Redo</span>
        </button>
        <button
          type="button"
          class="button plain"
          onClick={clearParameters}
          aria-disabled={parameters.value.size === 0}
        >
          <Icon name="clear" />
          <span class="word">Reset all</span>
        </button>
      </div>
      <div class="row end">
        <ThemeSwitch />
        <button
          type="button"
          class="button icon plain"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts"
          onClick={openShortcuts}
        >
          ?
        </button>
      </div>
      <ShortcutsDialog />
    </header>
  )
}
