import { format } from './format/recipe.ts'
import { header } from './header/recipe.ts'
import { limit } from './limit/recipe.ts'
import { operation } from './operation/recipe.ts'
import type { Recipe } from './recipe.ts'
import { scheme } from './scheme/recipe.ts'
import { source } from './source/recipe.ts'
import { tier } from './tier/recipe.ts'

/** The recipes of docs/architecture.md that `npm run recipes` tries. */
export const RECIPES: readonly Recipe[] = [format, source, scheme, header, limit, operation, tier]
