import { afterEach, expect, test, vi } from 'vitest'
import type { Row } from '../../../../src/signing/migrate/row.ts'

const OPTIONS_FILE = '../../../../src/signing/url/options.ts'

const namesOf = (rows: readonly Row[]) => rows.flatMap(({ names }) => names)

afterEach(() => {
  vi.doUnmock(OPTIONS_FILE)
  vi.resetModules()
})

test('a parameter that is new in Signet is none of KeyCDN', async () => {
  const before = namesOf((await import('../../../../cli/migrate/keycdn-parameters.ts')).KEYCDN_PARAMETERS)
  vi.resetModules()
  vi.doMock(OPTIONS_FILE, async (importOriginal) => {
    const original = await importOriginal<typeof import('../../../../src/signing/url/options.ts')>()
    const OPTIONS = { ...original.OPTIONS, sparkle: original.OPTIONS.flip }
    return { ...original, OPTIONS, isRowName: (name: string) => Object.hasOwn(OPTIONS, name) }
  })
  const { KEYCDN_PARAMETERS } = await import('../../../../cli/migrate/keycdn-parameters.ts')
  expect(namesOf(KEYCDN_PARAMETERS)).toEqual(before)
  expect(before).toContain('metadata')
})
