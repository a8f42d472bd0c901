import { documentedFiles } from '../test/recipes/recipe.ts'
import { RECIPES } from '../test/recipes/recipes.ts'
import { table } from './table.ts'

/**
 * Generated recipe tables by section name. Each lists the files that the recipe's example adds or
 * changes.
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
