import type { Recipe } from '../recipe.ts'

export const tier: Recipe = {
  title: 'Add a cache tier',
  folder: 'tier',
  name: 'shelf',
  added: [
    {
      file: 'src/edge/cache/shelf.ts',
      change:
        'an `OpenTier`: from the bindings a `Tier` with get, put and delete, or nothing; it keeps every field of a `Derivative`, and may know of purges',
    },
  ],
  changed: [
    {
      file: 'src/edge/cache/tiers.ts',
      change: 'a row, where it is looked up in turn',
      edits: [
        [
          "import { r2Store } from './r2-store.ts'",
          "import { r2Store } from './r2-store.ts'\nimport { shelf } from './shelf.ts'",
        ],
        [
          'TIERS_BEHIND_CACHE: readonly OpenTier[] = [r2Store]',
          'TIERS_BEHIND_CACHE: readonly OpenTier[] = [shelf, r2Store]',
        ],
      ],
    },
  ],
  tests: [{ file: 'test/unit/edge/cache/shelf.test.ts', change: 'hit, miss, stale, failure' }],
}
