import { describe, expect, test } from 'vitest'
import { ZONE_SCHEMES } from '../../../../src/signing/auth/schemes.ts'
import {
  KEY_LISTS,
  REQUIRED_SECRETS,
  SECRET_NAMES,
  secretNeeds,
  secretsOf,
} from '../../../../src/signing/auth/secrets.ts'

describe('the table of secrets', () => {
  test('has each secret once, though schemes share one', () => {
    expect(secretsOf('keycdn-image')).toEqual(secretsOf('keycdn-access'))
    expect(new Set(SECRET_NAMES).size).toBe(SECRET_NAMES.length)
  })

  test('has a secret of every scheme', () => {
    for (const scheme of ZONE_SCHEMES) {
      expect(secretsOf(scheme)).not.toEqual([])
      expect(SECRET_NAMES).toEqual(expect.arrayContaining([...secretsOf(scheme)]))
    }
  })

  test('has the lists of keys in the order in which each is compared with those before it', () => {
    expect(KEY_LISTS).toEqual(['SIGNING_KEYS', 'PATH_KEYS', 'MARK_KEYS'])
    expect(REQUIRED_SECRETS).toEqual(['SIGNING_KEYS'])
  })
})

describe('secretNeeds', () => {
  const zone = { schemes: ['hmac'], encrypted: false, presets: {} } as const

  test('names the scheme that needs a secret', () => {
    const schemes = ['hmac', 'imgproxy'] as const
    expect(secretNeeds({ ...zone, schemes })).toEqual([
      { secret: 'SIGNING_KEYS', field: 'schemes', scheme: 'hmac' },
      { secret: 'IMGPROXY_KEY', field: 'schemes', scheme: 'imgproxy' },
      { secret: 'IMGPROXY_SALT', field: 'schemes', scheme: 'imgproxy' },
    ])
  })

  test('names the fields that need a secret', () => {
    const presets = { plain: { width: 9 }, own: { mark: '0123abcd' } }
    expect(secretNeeds({ schemes: [], encrypted: true, presets })).toEqual([
      { secret: 'PATH_KEYS', field: 'encrypted' },
      { secret: 'MARK_KEYS', field: 'presets.own.mark' },
    ])
  })
})
