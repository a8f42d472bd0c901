import { documentedFiles } from '../test/recipes/recipe.ts'
import { RECIPES } from '../test/recipes/recipes.ts'
import { table } from './table.ts'

/**
 * Generated tables of recipes by section name. Each lists the files that the example of the recipe
 * adds or changes.
 */
export const RECIPE_SECTIONS: Readonly<Record<string, () => string>> = Object.fromEntries(
  RECIPES.map((recipe) => [
    `recipe-${recipe.folder}`,
    () =>
      table(
        ['file', 'change'],
        documentedFiles(recipe).map(({ file, change }) => [`\`${file}\``, change]),
      ),
  ]),
)
