import { describe, expect, it } from 'vitest'
import { assertReportZones, type ReportingZone } from '../../../../src/edge/source/report-zones.ts'
import { silentFailure } from '../../../support/process/failure.ts'

const zone = (name: string, changes: Partial<ReportingZone> = {}): ReportingZone => ({
  name,
  prefix: `/${name}/`,
  source: 'r2:IMAGES',
  mode: 'enforce',
  schemes: ['hmac'],
  encrypted: false,
  mandatory: [],
  overlays: ['/'],
  ...changes,
})

const shop = (changes: Partial<ReportingZone> = {}) => zone('shop', { mode: 'report', ...changes })
const guard = (source: string, prefix = '/guard/') => zone('guard', { prefix, source, mandatory: ['stamp'] })

describe('report mode is refused', () => {
  it.each<[string, readonly ReportingZone[], string]>([
    [
      'with mandatory presets',
      [shop({ mandatory: ['stamp'] })],
      'would serve its images without the mandatory presets',
    ],
    [
      'in an encrypted zone',
      [shop({ encrypted: true })],
      'has no use in an encrypted zone: an unsigned URL has no hidden path',
    ],
    ...['keycdn-access', 'imgproxy', 'imgix', 'thumbor'].map(
      (scheme): [string, readonly ReportingZone[], string] => [
        `with ${scheme}`,
        [shop({ schemes: ['hmac', scheme] })],
        `cannot be combined with ${scheme}: a URL that it does not verify has no meaning here`,
      ],
    ),
    ...(
      [
        ['r2:IMAGES', 'r2:IMAGES'],
        ['r2:IMAGES', 'r2:IMAGES/guard/'],
        ['r2:IMAGES/guard/', 'r2:IMAGES'],
        ['https://h.example.com/', 'https://H.example.com:443/a/../b/'],
        ['https://h.example.com/a/', 'https://h.example.com/%61/b/'],
        ['s3:https://h.example.com/b/', 'https://h.example.com/b/'],
        ['https://h.example.com/', 'https://h.example.com/Guard/'],
        ['https://h.example.com/GUARD/', 'https://h.example.com/guard/a/'],
      ] as const
    ).map(([own, guarded]): [string, readonly ReportingZone[], string] => [
      `over ${own} beside ${guarded}`,
      [shop({ source: own }), guard(guarded)],
      'would serve images of zones.guard without its mandatory presets',
    ]),
    ...(
      [
        ['/guard/brand/', 'r2:IMAGES/guard/', '/guard/'],
        ['https://h.example.com/%67uard/brand/', 'https://h.example.com/guard/', '/other/'],
        ['https://h.example.com/Guard/brand/', 'https://h.example.com/guard/', '/other/'],
      ] as const
    ).map(([overlay, source, prefix]): [string, readonly ReportingZone[], string] => [
      `with overlays from ${overlay}`,
      [shop({ prefix: '/', overlays: [overlay] }), guard(source, prefix)],
      'would serve images of zones.guard without its mandatory presets',
    ]),
  ])('%s', (_, zones, reason) => {
    const refusal = silentFailure('misconfigured', `zones.shop.mode: "report" ${reason}`)
    expect(() => assertReportZones(zones)).toThrow(refusal)
    expect(() => assertReportZones([...zones].reverse())).toThrow(refusal)
    expect(() => assertReportZones(zones.map((each) => ({ ...each, mode: 'enforce' })))).not.toThrow()
  })
})

describe('report mode is possible', () => {
  it.each<[string, readonly ReportingZone[]]>([
    ['for tokens that cover the parameters', [shop({ schemes: ['hmac', 'keycdn-image'] })]],
    ['beside a guarded zone of another source', [shop(), guard('r2:OTHER')]],
    [
      'beside a guarded zone of another folder',
      [shop({ source: 'r2:IMAGES/shop/' }), guard('r2:IMAGES/guard/')],
    ],
    [
      'around a guarded zone that has its paths',
      [shop({ prefix: '/' }), guard('r2:IMAGES/guard/', '/guard/')],
    ],
    [
      'beside a guarded folder of a bucket in another case',
      [shop({ source: 'r2:IMAGES/Guard/' }), guard('r2:IMAGES/guard/')],
    ],
    [
      'beside a guarded folder of a store in another case',
      [shop({ source: 's3:https://h.example.com/B/' }), guard('https://h.example.com/b/')],
    ],
    ['beside an open zone of the same source', [shop(), zone('open')]],
  ])('%s', (_, zones) => {
    expect(() => assertReportZones(zones)).not.toThrow()
  })
})
