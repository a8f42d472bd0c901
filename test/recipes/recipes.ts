import { format } from './format/recipe.ts'
import { header } from './header/recipe.ts'
import { layerProperty } from './layer-property/recipe.ts'
import { limit } from './limit/recipe.ts'
import { operation } from './operation/recipe.ts'
import { parameter } from './parameter/recipe.ts'
import type { Recipe } from './recipe.ts'
import { scheme } from './scheme/recipe.ts'
import { source } from './source/recipe.ts'
import { tier } from './tier/recipe.ts'

/** Recipes of docs/architecture.md that `npm run tool recipes` applies and checks. */
export const RECIPES: readonly Recipe[] = [
  parameter,
  layerProperty,
  operation,
  format,
  source,
  scheme,
  header,
  limit,
  tier,
]
