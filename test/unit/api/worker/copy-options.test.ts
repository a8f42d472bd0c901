import { describe, expect, it } from 'vitest'
import { copyOptions } from '../../../../src/api/worker/copy-options.ts'
import { silentFailure } from '../../../support/process/failure.ts'

const zones = { images: { prefix: '/', source: 'r2:IMAGES' } }
const read = () => null

/** Returns an object whose field cannot be read. */
const throwing = (field: string) =>
  Object.defineProperty({}, field, {
    enumerable: true,
    get() {
      throw new Error(`no ${field}`)
    },
  })

describe('options', () => {
  it.each<[string, unknown, string]>([
    ['null', null, "options: expected an object such as { base: '/img' }"],
    ['a list', [], "options: expected an object such as { base: '/img' }"],
    ['a text', '/img', "options: expected an object such as { base: '/img' }"],
    ['with a list of sources', { sources: [read] }, 'sources: expected an object, not a list'],
    ['with a list as configuration', { config: [zones] }, 'config: expected an object, not a list'],
    ['that throw', throwing('base'), 'options: expected plain data that can be read: Error: no base'],
    [
      'with sources that throw',
      { sources: throwing('dam') },
      'sources: expected plain data that can be read: Error: no dam',
    ],
    [
      'with a configuration that throws',
      { config: throwing('zones') },
      'config: expected plain data that can be read: Error: no zones',
    ],
    [
      'with a function in the configuration',
      { config: { zones: read } },
      expect.stringMatching(/^config: expected plain data that can be read: DataCloneError: /),
    ],
  ])('are refused: %s', (_, options, reason) => {
    expect(() => copyOptions(options)).toThrow(silentFailure('misconfigured', reason))
  })

  it('are copied without inherited fields', () => {
    const config = structuredClone({ zones })
    const given = Object.assign(Object.create({ base: '/inherited' }), { config, sources: { dam: read } })
    const copy = copyOptions(given)
    config.zones.images.prefix = '/changed/'
    expect(copy).toEqual({ config: { zones }, sources: { dam: read } })
  })
})
