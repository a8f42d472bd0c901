import { expect, it } from 'vitest'
import { assertAssociations } from '../../../../../src/engine/formats/avif/associations.ts'
import { box } from '../../../../support/avif/writer.ts'
import { failure } from '../../../../support/process/failure.ts'

/** Returns a `meta` box with one `ipma` box for each pair of version and flags. */
const fileOf = (...kinds: readonly (readonly number[])[]) => {
  const tables = kinds.flatMap((kind) => [...box('ipma', [...kind, 0, 0, 0, 0])])
  return box('meta', [0, 0, 0, 0, ...box('iprp', tables)])
}

it('refuses two property tables of the same version and flags, as libavif does', () => {
  expect(() => assertAssociations(fileOf([0, 0, 0, 1], [0, 0, 0, 1]))).toThrow(
    failure('corrupt', 'AVIF: there are two ipma boxes of the same version and flags; save the image again'),
  )
})

it('accepts property tables that differ in version or flags', () => {
  for (const kinds of [
    [],
    [[0, 0, 0, 0]],
    [
      [0, 0, 0, 0],
      [0, 0, 0, 1],
      [1, 0, 0, 0],
    ],
  ])
    expect(() => assertAssociations(fileOf(...kinds))).not.toThrow()
})
