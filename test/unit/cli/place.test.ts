import { expect, it } from 'vitest'
import { choosePlace, workerOf } from '../../../cli/place.ts'
import { placeIn } from '../../support/project/place.ts'

const LINES = { local: 'x --local', remote: 'x --remote' }

it.each([
  [{ local: true }, 'local'],
  [{ local: undefined, remote: true }, 'remote'],
])('the place of %j is %s', (flags, place) => {
  expect(choosePlace(flags, LINES)).toBe(place)
})

it.each([
  [{}, 'the place is missing'],
  [{ local: true, remote: true }, 'only one place can be changed at a time'],
])('%j is refused', (flags, what) => {
  expect(() => choosePlace(flags, LINES)).toThrow(
    `${what}: --local or --remote; nothing was changed. Type one of:\n  x --local\n  x --remote`,
  )
})

it('a Worker is named by its configuration', () => {
  const place = placeIn('/nowhere')
  expect(workerOf({ name: 'images' }, place)).toBe('Worker images (wrangler.toml)')
  expect(workerOf({}, { ...place, environment: 'staging' })).toBe(
    'the Worker without a name (wrangler.toml, environment staging)',
  )
})
