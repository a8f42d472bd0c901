import * as v from 'valibot'
import { expect, test } from 'vitest'
import { openOverlays } from '../../../../cli/doctor/zones.ts'
import { ZoneTable } from '../../../../src/edge/zone-table.ts'
import { KeyTable } from '../../../../src/signing/auth/key-table.ts'

const zone = (name: string, fields: object = {}) => ({
  name,
  ...v.parse(ZoneTable, { prefix: `/${name}/`, source: 'r2:IMAGES', ...fields }),
})
const policy = { id: 'k1', ...v.parse(KeyTable, { paths: ['/a/'] }) }
const problem = (name: string) => `zones.${name}.overlays: every image of the zone can be drawn over another`

test.each([
  ['one zone', [zone('a')], [], []],
  ['one zone, with a policy', [zone('a')], [policy], ['a']],
  ['one zone with encrypted paths', [zone('a', { encrypted: true })], [], ['a']],
  ['two zones', [zone('a'), zone('b', { overlays: ['/brand/'] })], [], ['a']],
  ['lists of overlays', [zone('a', { overlays: [] }), zone('b', { overlays: ['/brand/'] })], [policy], []],
])('open overlays of %s', (_, zones, keys, names) => {
  expect(openOverlays({ zones, keys })).toEqual(names.map(problem))
})
