import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../../../src/errors.ts'
import { translateImgproxy } from '../../../../src/signing/migrate/imgproxy.ts'
import { IMGPROXY_OPTIONS } from '../../../../src/signing/migrate/imgproxy-options.ts'
import { formatQuery } from '../../../../src/signing/url/canonical.ts'
import { parseIntent } from '../../../../src/signing/url/intent.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { failure } from '../../../support/process/failure.ts'
import { runs } from '../../../support/properties/runs.ts'

const SOURCE = 'https://h.example.com/base/'
const IMAGE = Buffer.from(`${SOURCE}a.jpg`).toString('base64url')

function translated(options: string, extension = '', image = IMAGE) {
  const { parameters, problems } = translateImgproxy(`${options}${image}${extension}`, SOURCE)
  return { query: formatQuery(parameters), problems }
}

describe('migrate translates from imgproxy', () => {
  test.each([
    ['mb:30000/w:9/', '', 'width=9&enlarge=0'],
    ['mb:30000/w:9/', '.webp', 'width=9&enlarge=0&format=webp&max_bytes=30000'],
    ['aq:size:10240:10:80/', '', 'quality=80'],
  ])('no limit of a PNG: %s, extension "%s"', (options, extension, query) => {
    const image = Buffer.from(`${SOURCE}a.png`).toString('base64url')
    expect(translated(options, extension, image)).toEqual({ query, problems: [] })
  })

  test.each([
    ['', 'output=image'],
    ['rs:fit:300:400/', 'width=300&height=400&fit=inside&enlarge=0'],
    ['rs:fill:300:400:1/', 'width=300&height=400'],
    ['resize:force:300:400:t/', 'width=300&height=400&fit=fill'],
    ['s:300:0/', 'width=300&enlarge=0'],
    ['w:300/h:400/rt:fill/el:true/', 'width=300&height=400'],
    ['rs:fill:300:400/g:noea/', 'width=300&height=400&position=topright&enlarge=0'],
    ['rs:fill:300:400/g:fp:0.25:0.75/', 'crop=fp,0.25,0.75&width=300&height=400&enlarge=0'],
    ['rs:fill:300:400/g:sm/', 'crop=smart&width=300&height=400&enlarge=0'],
    ['rs:fit:300:400/g:sm/', 'width=300&height=400&fit=inside&enlarge=0'],
    ['rs:fit:300:400:0:1/', 'width=300&height=400&fit=contain&enlarge=0'],
    ['rs:fit:300:400/ex:1/g:no/', 'width=300&height=400&fit=contain&position=top&enlarge=0'],
    ['c:100:50/', 'crop=100,50'],
    ['c:100:50:nowe:7:8/w:30/', 'crop=100,50,7,8&width=30&enlarge=0'],
    ['rot:90/s:300:400/', 'width=400&height=300&fit=inside&enlarge=0&rotate=90'],
    ['rot:180/', 'rotate=180'],
    ['rot:0/', 'output=image'],
    ['fl:1:1/', 'flip=1&flop=1'],
    ['pd:10/', 'extend=10'],
    ['pd:1:2:3/dpr:2/w:9/', 'width=9&enlarge=0&dpr=2&extend=2,4,6,4'],
    ['bg:255:0:10/', 'bg=ff000a'],
    ['bg:f0a/', 'bg=ff00aa'],
    ['bg:/', 'output=image'],
    ['bl:2.5/sh:0/pix:1/q:0/', 'blur=2.5'],
    ['t:10/', 'trim=10'],
    ['sa:1.2/contrast:0.5/', 'contrast=0.5&saturation=1.2'],
    ['q:80/f:avif/', 'format=avif&quality=80'],
    ['f:best/', 'format=auto'],
    ['mb:30000/f:webp/', 'format=webp&max_bytes=30000'],
    ['mb:30000/f:png/', 'format=png'],
    ['aq:none/', 'output=image'],
    ['aq:size:10240:10:80/', 'quality=80&max_bytes=10240'],
    ['autoquality:size:10240/', 'max_bytes=10240'],
    ['aq:dssim:0.02:70:80:0.001/', 'quality=80&autoquality=0.96'],
    ['aq:dssim:0.0005/', 'autoquality=0.999'],
    ['jpgo:1:1/', 'progressive=1&subsampling=444'],
    ['jpgo:0:0:1:1:1:3/', 'progressive=0&subsampling=420'],
    ['jpgo::1/', 'subsampling=444'],
    ['pngo:0:1:16/f:png/', 'format=png&colors=16'],
    ['pngo::1/', 'colors=256'],
    ['pngo:0:0/', 'output=image'],
    ['pr:card/', 'output=image&preset=card'],
    ['exp:2000000000/', 'output=image&expire=2000000000'],
    ['att:1/fn:photo.jpg/', 'output=image&download=photo.jpg'],
    ['fn:photo.jpg/', 'output=image'],
    ['pg:4/', 'page=5'],
    ['page:0/w:9/', 'width=9&enlarge=0'],
    ['sm:0/', 'metadata=1'],
    ['sm:1/ar:1/scp:1/cb:v2/raw:0/da:1/mb:0/', 'output=image'],
  ])('%s', (options, query) => {
    expect(translated(options)).toEqual({ query, problems: [] })
  })

  test('an extension', () => {
    expect(translated('w:9/', '.jpg')).toEqual({ query: 'width=9&enlarge=0&format=jpeg', problems: [] })
  })

  test('a source in several segments or with padding', () => {
    expect(translateImgproxy(`${IMAGE.slice(0, 4)}/${IMAGE.slice(4)}`, SOURCE).path).toBe('a.jpg')
    const padded = Buffer.from(`${SOURCE}abc.jpg`).toString('base64')
    expect(padded).toMatch(/=$/)
    expect(translateImgproxy(padded, SOURCE).path).toBe('abc.jpg')
  })
})

describe('migrate has no imgproxy counterpart for', () => {
  test.each([
    'rs:auto:300:400/',
    'rs:fill-down:300:400/',
    'rs:force:300:0/',
    'rs:fill:300:400:2/',
    'rs:fit:300:400:0:1:no/',
    'w:10001/',
    'w:-1/',
    'w:1e3/',
    'dpr:5/w:9/',
    'g:no:5:5/',
    'g:obj:face/',
    'g:fp:2:0/',
    'g:__proto__/',
    'rt:constructor/',
    'c:0.5:0.5/',
    'c:100:50:so/',
    'c:100:50/g:no/',
    'c:100:50/g:sm/w:3/',
    'rs:fill:300:400/c:100:50/g:sm/',
    'rot:45/',
    'mb:99/',
    'mb:1e5/',
    'aq:/',
    'aq:ml/',
    'aq:dssim:0.5/',
    'aq:size:10240:10:80/q:70/',
    'jpgo:2/',
    'pngo:1/',
    'pngo:0:1:300/',
    'rot:90/g:no/rs:fill:3:4/',
    'rot:90/fl:1/',
    'fl:1/pd:3/',
    't:10:ff0000/',
    'pd:1:2:3:4:5/',
    'pd:x/',
    'bg:1:2/',
    'fn:a%20b.jpg/att:1/',
    'att:1/',
    'pr:a:b/',
    'ar:0/',
    'raw:1/',
    'ex:1/rt:fill/',
    'ex:1:no/',
    'w:3/w:3/',
    'rs:fit:3:4/w:5/',
    'wm:0.5:soea/',
    'nonsense:1/',
    'constructor:1/',
  ])('%s', (options) => {
    expect(translated(options).problems).not.toEqual([])
  })

  test.each(['gif', 'bmp', '', '__proto__'])('the extension %j', (extension) => {
    expect(translated('', `.${extension}`).problems).not.toEqual([])
  })
})

test.each([
  'plain/local:/a.jpg',
  `enc/${IMAGE}`,
  '',
  'w:9',
  'w:9/',
  `${IMAGE}.jpg.png`,
  'fill/300/400/no/1/%20',
  'A',
  'gA_9',
])('the source of %j is refused', (rest) => {
  expect(() => translateImgproxy(rest, SOURCE)).toThrow(failure('bad-parameter'))
})

test('missing counterparts are reported with the reason', () => {
  expect(translated('wm:0.5/zz:1/g:obj/').problems).toEqual([
    'the imgproxy option wm has no counterpart: use an overlay in a mandatory preset of the zone',
    'unknown imgproxy option zz',
    'the imgproxy option g has no counterpart for obj',
  ])
})

test('imgproxy names are unique', () => {
  const names = IMGPROXY_OPTIONS.flatMap((row) => row.names)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('any options give a valid URL or a problem', () => {
  const name = fc.constantFrom(...IMGPROXY_OPTIONS.flatMap((row) => row.names))
  const word = fc.constantFrom(
    'fit',
    'fill',
    'sm',
    'fp',
    'no',
    'ce',
    'jpg',
    '1',
    '0',
    't',
    '',
    '300',
    '90',
    '0.5',
    '-3',
    'ff0',
  )
  const option = fc
    .tuple(name, fc.array(word, { minLength: 1, maxLength: 5 }))
    .map((parts) => `${parts.flat().join(':')}/`)
  fc.assert(
    fc.property(fc.array(option, { maxLength: 4 }), (options) => {
      const { query, problems } = translated(options.join(''))
      const intent = () => parseIntent(parseWire(`https://h.example.com/a.jpg?${query}`))
      if (problems.length > 0) return
      try {
        expect(intent()).toBeDefined()
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        expect(error.code).toBe('bad-parameter')
      }
    }),
    { numRuns: runs(500) },
  )
})
