import { canRedo, canUndo, redo, undo } from '../target.ts'

/** Title, undo and redo. */
export function Toolbar() {
  return (
    <header class="toolbar">
      <h1>Signet playground</h1>
      <button type="button" onClick={undo} disabled={!canUndo.value}>
        Undo
      </button>
      <button type="button" onClick={redo} disabled={!canRedo.value}>
        Redo
      </button>
    </header>
  )
}
