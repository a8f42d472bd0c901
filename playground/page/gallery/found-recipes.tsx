import './gallery.css'
import { applyRecipe, isApplied, isBound } from './applying.ts'
import { findRecipes } from './search.ts'

/** Maximum number of recipes in a search result. */
const MAX_SHOWN = 6

/** Shows the recipes that a search finds. A click applies a recipe. */
export function FoundRecipes({ search }: { readonly search: string }) {
  const found = findRecipes(search)
  if (found.length === 0) return null
  return (
    <section class="found-recipes" aria-labelledby="found-recipes">
      <h3 id="found-recipes">Recipes</h3>
      <ul>
        {found.slice(0, MAX_SHOWN).map((recipe) => (
          <li key={recipe.id}>
            <button
              type="button"
              class="recipe"
              aria-current={isApplied(recipe) ? 'true' : undefined}
              onClick={() => applyRecipe(recipe)}
            >
              <strong>
                {recipe.title} {isBound(recipe) && <span class="badge">its sample</span>}
              </strong>
              <span class="quiet small">{recipe.description}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > MAX_SHOWN && (
        <p class="quiet small">{found.length - MAX_SHOWN} more in the view “Recipes”.</p>
      )}
    </section>
  )
}
