import { readFileSync } from 'node:fs'

export const COOKBOOK = 'docs/cookbook.md'

/** A recipe of the cookbook that shows a picture. */
export interface CookbookRecipe {
  readonly title: string
  /** Path of the picture in the repository. */
  readonly picture: string
  /** Path and query of the URL that the recipe signs. */
  readonly target: string
}

const SECTION =
  /^### (.+)\n\n!\[[^\]]+\]\((cookbook\/[\w-]+\.webp)\)\n\n```sh\nnpx --no signet sign '([^']+)'\n```\n/gm

/** Returns the page's recipes that have a picture, in page order. */
export const cookbookRecipes = (): CookbookRecipe[] =>
  [...readFileSync(COOKBOOK, 'utf8').matchAll(SECTION)].map(([, title = '', picture = '', target = '']) => ({
    title,
    picture: `docs/${picture}`,
    target,
  }))
