import './gallery.css'
import { useSignal, useSignalEffect } from '@preact/signals'
import { RECIPES, type Recipe } from '../../recipes.ts'
import { sign, toProblem } from '../api.ts'
import { focusOn } from '../controls/focus.ts'
import { Icon } from '../controls/icon.tsx'
import { chosenView, RESULT } from '../stage/chosen-view.ts'
import { formatTarget } from '../target-text.ts'
import { applyRecipe, applyToCurrent, isApplied, isBound, onCurrent, pictureOf } from './applying.ts'
import { thumbnailParameters } from './recipe-query.ts'
import { type Signed, thumbnailNote, urlOf } from './thumbnail-note.ts'

const PICTURES = [
  [false, 'their samples'],
  [true, 'the current picture'],
] as const

function PictureSwitch() {
  return (
    <fieldset class="segments" aria-label="Apply recipes to">
      {PICTURES.map(([current, name]) => (
        <button
          key={name}
          type="button"
          aria-pressed={onCurrent.value === current}
          onClick={() => applyToCurrent(current)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  )
}

function choose(recipe: Recipe): void {
  focusOn(`tab-${RESULT}`)
  chosenView.value = RESULT
  applyRecipe(recipe)
}

interface TileProps {
  readonly recipe: Recipe
  /** The thumbnail's URL. Without it, the tile shows an icon. */
  readonly url: string | undefined
  readonly onError: () => void
}

function Tile({ recipe, url, onError }: TileProps) {
  const { title, description } = recipe
  return (
    <li>
      <button
        type="button"
        class="recipe"
        aria-current={isApplied(recipe) ? 'true' : undefined}
        onClick={() => choose(recipe)}
      >
        {url === undefined ? (
          <span class="no-picture">
            <Icon name="picture" />
          </span>
        ) : (
          <img src={url} alt="" width="160" height="110" loading="lazy" decoding="async" onError={onError} />
        )}
        <strong>
          {title} {isBound(recipe) && <span class="badge">its sample</span>}
        </strong>
        <span class="quiet small">{description}</span>
      </button>
    </li>
  )
}

interface NoteProps {
  readonly text: string
  readonly onRetry: () => void
}

function Note({ text, onRetry }: NoteProps) {
  return (
    <div class="notice warn row" role="alert">
      <p>{text}</p>
      <button type="button" class="button compact" onClick={onRetry}>
        Try again
      </button>
    </div>
  )
}

/** Returns all thumbnails' targets, in recipe order. */
const thumbnailTargets = () =>
  RECIPES.map((recipe) => formatTarget(pictureOf(recipe), thumbnailParameters(recipe.query)))

const NONE: ReadonlySet<string> = new Set()

/**
 * Shows all recipes with thumbnails that the Worker makes. A click applies a recipe and shows its
 * result. A note says why thumbnails are missing.
 */
export function Gallery() {
  const attempt = useSignal(0)
  const results = useSignal<readonly Signed[]>([])
  const failed = useSignal(NONE)
  useSignalEffect(() => {
    // Each attempt signs the thumbnails again.
    void attempt.value
    const cancelled = new AbortController()
    const show = (next: readonly Signed[]) => {
      if (cancelled.signal.aborted) return
      results.value = next
      failed.value = NONE
    }
    sign(thumbnailTargets(), cancelled.signal).then(show, (error: unknown) =>
      show(RECIPES.map(() => toProblem(error))),
    )
    return () => cancelled.abort()
  })
  const note = thumbnailNote(results.value, failed.value)
  return (
    <div class="gallery">
      <div class="panel-bar">
        <span>Apply to</span>
        <PictureSwitch />
        <span class="quiet remark">A recipe replaces all parameters. Undo brings them back.</span>
      </div>
      {note && (
        <Note
          text={note}
          onRetry={() => {
            attempt.value++
          }}
        />
      )}
      <ul class="recipes">
        {RECIPES.map((recipe, at) => {
          const url = urlOf(results.value[at])
          return (
            <Tile
              key={recipe.id}
              recipe={recipe}
              url={url === undefined || failed.value.has(url) ? undefined : url}
              onError={() => {
                if (url !== undefined) failed.value = new Set([...failed.peek(), url])
              }}
            />
          )
        })}
      </ul>
    </div>
  )
}
