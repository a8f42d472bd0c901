import { SHORTCUTS } from './key-actions.ts'
import { SHORTCUTS_ID } from './shortcuts.ts'

/** Dialog with the keyboard shortcuts. `openShortcuts` opens it. */
export function ShortcutsDialog() {
  return (
    <dialog id={SHORTCUTS_ID} class="dialog" aria-labelledby="shortcuts-title">
      <div class="stack">
        <div class="row spread">
          <h2 id="shortcuts-title">Keyboard shortcuts</h2>
          <form method="dialog">
            <button type="submit" class="button compact">
              Close
            </button>
          </form>
        </div>
        <dl class="shortcuts">
          {SHORTCUTS.map(([keys, does]) => (
            <div key={does}>
              <dt>{does}</dt>
              <dd class="row">
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
        <p class="quiet small">In a text field that you are editing, undo applies to the field.</p>
      </div>
    </dialog>
  )
}
