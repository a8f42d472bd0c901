import './gallery.css'
import { useSignal, useSignalEffect } from '@preact/signals'
import { RECIPES, type Recipe } from '../../recipes.ts'
import { sign } from '../api.ts'
import { focusOn } from '../controls/focus.ts'
import { Icon } from '../controls/icon.tsx'
import { chosenView, RESULT } from '../stage/chosen-view.ts'
import { formatTarget } from '../target-text.ts'
import { applyRecipe, applyToCurrent, isApplied, onCurrent, pictureOf } from './applying.ts'
import { thumbnailParameters } from './recipe-query.ts'

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
  applyRecipe(recipe)
  focusOn(`tab-${RESULT}`)
  chosenView.value = RESULT
}

function Tile({ recipe, url }: { readonly recipe: Recipe; readonly url: string | undefined }) {
  const failed = useSignal<string | undefined>(undefined)
  const { title, description } = recipe
  return (
    <li>
      <button
        type="button"
        class="recipe"
        aria-current={isApplied(recipe) ? 'true' : undefined}
        onClick={() => choose(recipe)}
      >
        {url !== undefined && failed.value !== url ? (
          <img
            src={url}
            alt=""
            width="160"
            height="110"
            loading="lazy"
            decoding="async"
            onError={() => {
              failed.value = url
            }}
          />
        ) : (
          <span class="no-picture">
            <Icon name="picture" />
          </span>
        )}
        <strong>{title}</strong>
        <span class="quiet small">{description}</span>
      </button>
    </li>
  )
}

/** Returns the targets of all thumbnails, in the order of the recipes. */
const thumbnailTargets = () =>
  RECIPES.map((recipe) => formatTarget(pictureOf(recipe), thumbnailParameters(recipe.query)))

/**
 * Shows all recipes with thumbnails that the Worker makes. A click applies a recipe and shows its
 * result.
 */
export function Gallery() {
  const urls = useSignal<readonly (string | undefined)[]>([])
  useSignalEffect(() => {
    const cancelled = new AbortController()
    sign(thumbnailTargets(), cancelled.signal).then(
      (results) => {
        if (cancelled.signal.aborted) return
        urls.value = results.map((result) => ('url' in result ? result.url : undefined))
      },
      // Without a signature, a recipe has no thumbnail and is shown as an icon with its title.
      () => undefined,
    )
    return () => cancelled.abort()
  })
  return (
    <div class="gallery">
      <div class="panel-bar">
        <span>Apply to</span>
        <PictureSwitch />
        <span class="quiet remark">A recipe replaces all parameters. Undo brings them back.</span>
      </div>
      <ul class="recipes">
        {RECIPES.map((recipe, at) => (
          <Tile key={recipe.id} recipe={recipe} url={urls.value[at]} />
        ))}
      </ul>
    </div>
  )
}
