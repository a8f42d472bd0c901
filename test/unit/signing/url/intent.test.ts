import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatIntent, type Intent, parseIntent } from '../../../../src/signing/url/intent.ts'
import { isOptionName, rowOf } from '../../../../src/signing/url/options.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { failure } from '../../../support/process/failure.ts'
import { intents } from '../../../support/properties/arbitraries.ts'

function intentOf(search: string): Intent | undefined {
  return parseIntent(parseWire(`https://img.example.com/a.jpg${search}`))
}

function withoutDefaults(intent: Intent): object {
  function isDefault(name: string, value: unknown): boolean {
    if (name === 'progressive' && intent.effort === 'best') return false
    const row = isOptionName(name) ? rowOf(name) : undefined
    return row?.initial === row?.format(value as never)
  }
  return Object.fromEntries(Object.entries(intent).filter(([name, value]) => !isDefault(name, value)))
}

describe('formatIntent', () => {
  test('parses back to the same intent without defaults', () => {
    fc.assert(
      fc.property(intents, (intent) => {
        const query = formatIntent(intent)
        expect(intentOf(query && `?${query}`) ?? {}).toEqual(withoutDefaults(intent))
      }),
    )
  })

  test('has progressive=0 where effort=best would make a progressive JPEG', () => {
    expect(formatIntent(intentOf('?width=9&effort=best&progressive=0') ?? {})).toContain('progressive=0')
    expect(formatIntent(intentOf('?width=9&progressive=0') ?? {})).toBe('width=9')
  })

  test('is the same for any order and spelling of the intent', () => {
    const spellings = [
      '?width=300&height=200&bg=ff0000&rotate=-90',
      '?rotate=270&bg=255,0,0&height=200&width=300',
      '?bg=255%2C0%2C0,1&width=300&rotate=270&height=200&fit=cover&flip=0&enlarge=1&token=abc',
      '?width=150&height=100&dpr=2&bg=FF0000&rotate=-90&expire=1700000000',
      '?width=600&height=400&bg=ff0000&rotate=-90&widths=300,600&token=abc&w=300',
    ]
    const formatted = spellings.map((search) => formatIntent(intentOf(search) ?? {}))
    expect(new Set(formatted)).toEqual(new Set(['width=300&height=200&bg=ff0000&rotate=270']))
  })
})

describe('the original is requested', () => {
  test.each([
    '',
    '?token=abc',
    '?expire=1700000000&start=1&ip=::1&kid=k1&token=abc',
    '?widths=320,640&token=abc',
    '?token=abc&expire=1700000000',
    '?download=photo.jpg',
  ])('by %j', (search) => {
    expect(intentOf(search)).toBeUndefined()
  })

  test.each(['?quality=80', '?flip=0', '?widths=320&token=abc&w=320', '?dpr=1'])('not by %j', (search) => {
    expect(intentOf(search)).toBeDefined()
  })
})

describe('the size of an intent', () => {
  test.each([
    ['?width=300', { width: 300 }],
    ['?width=300&dpr=2', { width: 600 }],
    ['?height=101&dpr=1.5', { height: 152 }],
    ['?width=300&height=200&dpr=1.5', { width: 450, height: 300 }],
    ['?width=1280&widths=320,640&token=abc', { width: 1280 }],
    ['?width=1280&widths=320,640&token=abc&w=320', { width: 320 }],
    ['?widths=320,640&token=abc&w=320', { width: 320 }],
    ['?width=1280&height=720&widths=320&token=abc&w=320', { width: 320, height: 180 }],
    ['?width=1280&height=1&widths=320&token=abc&w=320', { width: 320, height: 1 }],
    ['?width=300&dprs=1,2&token=abc&dpr=2', { width: 600 }],
    ['?width=640&height=480&widths=320&dprs=2&token=abc&w=320&dpr=2', { width: 640, height: 480 }],
    ['?widths=320&dpr=2&token=abc&w=320', { width: 640 }],
    ['?width=10000&dpr=4', { width: 40000 }],
  ])('is calculated: %s gives %j', (search, size) => {
    expect(intentOf(search)).toEqual(size)
  })
})

test('an intent has no access parameters', () => {
  const search =
    '?width=300&expire=1700000000&start=1&ip=::1&kid=k1&widths=100,200&dprs=1,2&token=abc&w=100&dpr=2'
  expect(intentOf(search)).toEqual({ width: 200 })
})

const NAME_RULE = 'the value of a text is ol-name; a name has up to 32 letters from a to z, digits and -'

test.each([
  ['?w=320&widths=320', 'w must follow the token'],
  ['?w=320&widths=320&token=abc', 'w must follow the token'],
  ['?token=abc&w=320', 'w needs widths'],
  ['?height=720&widths=320&token=abc&w=320', 'height needs width if w replaces the width'],
  [
    '?widths=320,&token=abc',
    'widths must be up to 32 different values separated by commas, each a whole number from 1 to 10000, got 320,',
  ],
  ['?widht=400', 'unknown parameter widht; did you mean width?'],
  ['?widths=320&token=abc&W=320', 'unknown parameter W'],
  ['?oltext=a&ol-ip=1', 'ol-ip is reserved: {ip} is filled with what is signed'],
  ['?blurl=/logo.png', 'unknown parameter blurl; did you mean blur?'],
  ['?fit=cover&width=1', 'fit needs height'],
  ['?fit=cover&height=1', 'fit needs width'],
  ['?olalpha=40', 'olalpha needs olurl or oltext'],
  ['?olurl=/a.png&olsize=40', 'olsize needs oltext'],
  ['?olurl=/a.png&ol2alpha=40', 'ol2alpha needs ol2url or ol2text'],
  ['?olurl=/a.png&ol2url=/b.png&ol2font=/f.ttf', 'ol2font needs ol2text'],
  ['?olurl=/a.png&oltext=a', 'olurl and oltext cannot be in one layer'],
  ['?olurl=/a.png&ol2text=a&ol2url=/b.png', 'ol2url and ol2text cannot be in one layer'],
  ['?ol2url=/a.png', 'ol2url needs olurl or oltext: layers are numbered without gaps'],
  ['?oltext=a&ol2text=b&ol4text=c', 'ol4text needs ol3url or ol3text: layers are numbered without gaps'],
  ['?olurl=/a.png&ol5url=/b.png', 'unknown parameter ol5url: overlays are ol, ol2, ol3, ol4'],
  ['?ol1url=/a.png', 'unknown parameter ol1url: overlays are ol, ol2, ol3, ol4'],
  ['?olurl=/a.png&ol2lurl=/b.png', 'unknown parameter ol2lurl; did you mean ol2url?'],
  ['?ol-A=1', `unknown parameter ol-A: ${NAME_RULE}`],
  [`?ol-${'a'.repeat(33)}=1`, `unknown parameter ol-${'a'.repeat(33)}: ${NAME_RULE}`],
  ['?ol2-a=1', `unknown parameter ol2-a: ${NAME_RULE}`],
  ['?crop=smart&width=1', 'crop needs width and height if it is smart or a focus point'],
  ['?crop=fp,0.5,0.5', 'crop needs width and height if it is smart or a focus point'],
  ['?__proto__=1', 'unknown parameter __proto__'],
  ['?format=jpg', 'format must be one of jpeg, png, webp, avif, jxl, auto, got jpg; did you mean jpeg?'],
  ['?format=JPG', 'format must be one of jpeg, png, webp, avif, jxl, auto, got JPG; did you mean jpeg?'],
  ['?format=tiff', 'format must be one of jpeg, png, webp, avif, jxl, auto, got tiff'],
  ['?format=constructor', 'format must be one of jpeg, png, webp, avif, jxl, auto, got constructor'],
  [
    '?width=1&height=1&position=centre',
    'position must be one of center, top, right, bottom, left, topleft, topright, bottomright, bottomleft, got centre; did you mean center?',
  ],
])('the options %s are refused', (search, detail) => {
  expect(() => intentOf(search)).toThrow(failure('bad-parameter', detail))
})
