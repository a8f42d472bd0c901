import { describe, expect, test } from 'vitest'
import {
  COLOR_RULES,
  openPlayground,
  resultSize,
  screenshot,
  usable,
  useBrowser,
  violations,
} from './page.ts'

useBrowser()

const DARK = { colorScheme: 'dark' } as const
const NARROW = { viewport: { width: 360, height: 800 }, hasTouch: true } as const
const TABS = ['Result', 'Source', 'Formats', 'Compare', 'Recipes', 'URL', 'Code', 'Grant', 'Why refused']

describe.runIf(usable)('the playground has no axe violations', () => {
  test.each([
    ['light', {}],
    ['dark', DARK],
    ['narrow', NARROW],
    ['narrow and dark', { ...NARROW, ...DARK }],
  ])('%s', async (name, options) => {
    const { page, errors, close } = await openPlayground(
      '#/samples/portrait.jpg?width=600&widths=300,600&expire=1999999999',
      options,
    )
    await expect.poll(() => resultSize(page)).toBe('600x800')
    // Each dark page is one of the light pages in other colors.
    const rules = 'colorScheme' in options ? { only: COLOR_RULES } : {}
    for (const tab of TABS) {
      await page.getByRole('tab', { name: tab, exact: true }).click()
      await page.waitForTimeout(300)
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      expect(wide, `pixels to scroll sideways: ${tab}`).toBeLessThanOrEqual(0)
      expect(await violations(page, rules), tab).toEqual([])
      await screenshot(page, `${name.replaceAll(' ', '-')}-${tab.toLowerCase().replaceAll(' ', '-')}`)
    }
    expect(errors).toEqual([])
    await close()
  })
})
