import { describe, expect, test } from 'vitest'
import { migrate } from '../../../../cli/migrate/migrate.ts'
import { runCommand } from '../../../support/project/command.ts'

const env = { SIGNING_KEYS: 'k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }

const run = (...args: string[]) => runCommand(migrate, args, { env })

const encoded = (url: string) => Buffer.from(url).toString('base64url')

const UPLOAD = 'https://res.cloudinary.com/demo/image/upload'

describe.each([
  [
    'IPX URLs',
    [
      ['https://x.example/_ipx/w_200,f_webp/static/a.jpg', '/static/a.jpg?width=200&enlarge=0&format=webp'],
      [
        '/_ipx/s_200x100&fit_inside&q_70/https://h.example.com/a%20b.jpg',
        '/a%20b.jpg?width=200&height=100&fit=inside&enlarge=0&quality=70',
      ],
      // A proxy may have joined the slashes.
      ['/ipx/width:9/https:/h.example.com/a.jpg', '/a.jpg?width=9&enlarge=0'],
      ['/base/_ipx/_/a.jpg', '/a.jpg?output=image'],
      ['/w_200/a.jpg', '/a.jpg?width=200&enlarge=0'],
      ['/_ipx/s_30/a.jpg', '/a.jpg?width=30&height=30&enlarge=0'],
      [
        '/_ipx/b_fff,s_20x30,fit_contain,pos_left-top,enlarge/a.jpg',
        '/a.jpg?width=20&height=30&fit=contain&position=topleft&bg=ffffff',
      ],
      [
        '/_ipx/grayscale,flip,blur_2.5,extend_1_2_3_4,animated/a.gif',
        '/a.gif?extend=1,2,3,4&flip=1&grayscale=1&blur=2.5&animate=1',
      ],
      ['/_ipx/s_9x9,pos_attention/a.jpg', '/a.jpg?crop=smart&width=9&height=9&enlarge=0'],
    ],
  ],
  [
    'URLs of the image optimizer',
    [
      [
        'https://site.example/_next/image?url=%2Fphotos%2Fa%20b.jpg&w=640&q=75',
        '/photos/a%20b.jpg?width=640&enlarge=0&format=auto&quality=75',
      ],
      [
        '/docs/_next/image?url=https%3A%2F%2Fh.example.com%2Fa.gif&w=64&q=75&dpl=dpl_1',
        '/a.gif?width=64&enlarge=0&format=auto&quality=75&animate=1',
      ],
      ['/_vercel/image?url=%2Fa.jpg&w=64&q=75', '/a.jpg?width=64&enlarge=0&format=auto&quality=75'],
    ],
  ],
  [
    'Cloudinary URLs',
    [
      [`${UPLOAD}/sample.jpg`, '/sample.jpg?output=image'],
      [
        `${UPLOAD}/w_300,h_200,c_fill,g_auto/f_auto/q_auto/v1312461204/folder/sample.jpg`,
        '/folder/sample.jpg?crop=smart&width=300&height=200&format=auto',
      ],
      [`${UPLOAD}/s--Ai4Znfl3--/w_200,c_limit/sample.jpg`, '/sample.jpg?width=200&enlarge=0'],
      [`${UPLOAD}/w_200,h_100/sample.jpg`, '/sample.jpg?width=200&height=100&fit=fill'],
      [
        `${UPLOAD}/ar_16:9,c_fill,w_320,g_north_east,dpr_2.0/v1/w_1/a.jpg`,
        '/w_1/a.jpg?width=320&height=180&position=topright&dpr=2',
      ],
      [
        `${UPLOAD}/c_pad,w_9,h_8,b_rgb:00ff00,r_5,e_grayscale/a.jpg`,
        '/a.jpg?width=9&height=8&fit=contain&bg=00ff00&grayscale=1&radius=5',
      ],
      [`${UPLOAD}/t_card/a_b.jpg`, '/a_b.jpg?output=image&preset=card'],
      [
        'https://demo-res.cloudinary.com/image/fetch/w_300,f_webp/https://h.example.com/a.jpg',
        '/a.jpg?width=300&format=webp',
      ],
      ['https://img.example.com/image/upload/w_9/a.jpg', '/a.jpg?width=9'],
    ],
  ],
  [
    'unsigned imgproxy URLs',
    [
      // The signature that thumbor uses, too.
      [
        `/unsafe/rs:fill:300:200/${encoded('https://h.example.com/a.jpg')}`,
        '/a.jpg?width=300&height=200&enlarge=0',
      ],
      [`/x/${encoded('https://h.example.com/a.jpg')}.webp`, '/a.jpg?format=webp'],
      ['/sig/w:100/plain/photos/a.jpg@webp', '/photos/a.jpg?width=100&enlarge=0&format=webp'],
      ['/insecure/w:9/plain/https://h.example.com/a.jpg', '/a.jpg?width=9&enlarge=0'],
    ],
  ],
] as [string, [string, string][]][])('migrate translates %s', (kind, cases) => {
  const NOTE = `note: no zone accepts ${kind}: sign what is printed (--sign), and put it in their place`

  test.each(cases)('%s, and notes that no zone accepts it', async (url, target) => {
    const { code, out, err } = await run(url)
    expect({ code, out }).toEqual({ code: 0, out: [target] })
    expect(err.filter((line) => !line.startsWith('note: assumes source'))).toEqual([NOTE])
    const signed = await run(url, '--sign', '--base', 'https://img.example.com')
    expect(signed.out[0]).toMatch(/^https:\/\/img\.example\.com\/.*token=[\w-]{43}$/)
    expect(signed.err).not.toContain(NOTE)
  })
})

test.each([
  ['/_ipx/w_9,h_9/a.jpg', ['the IPX options w and h exclude each other: use s_WxH']],
  [
    '/_ipx/rotate_90,glow_3/a.jpg',
    [expect.stringContaining('the IPX option rotate has no counterpart'), 'unknown IPX option glow'],
  ],
  ['/_ipx/s_9x/a.jpg', ['the IPX option s has no counterpart for 9x']],
  ['/_ipx/f_gif/a.jpg', ['the IPX option f has no counterpart for gif']],
  ['/_next/image?url=%2Fa.jpg&w=9&blur=1', ['unknown Next option blur']],
  [
    `${UPLOAD}/c_thumb,g_face,w_200/l_logo/sample.jpg`,
    [
      'the Cloudinary option c has no counterpart for thumb',
      'the Cloudinary option g has no counterpart for face',
      expect.stringContaining('the Cloudinary option l has no counterpart'),
      'chained transformations have no counterpart: make one of them',
    ],
  ],
  [`${UPLOAD}/w_0.5/a.jpg`, ['the Cloudinary option w has no counterpart for 0.5']],
  [`${UPLOAD}/a_90,w_9/a.jpg`, ['a quarter turn cannot be joined with a size']],
  [`${UPLOAD}/g_north,w_9/a.jpg`, ['the Cloudinary option g needs c_fill, c_lfill, c_pad or c_lpad']],
])('migrate does not sign %s, and names what has no counterpart', async (url, problems) => {
  const { code, out } = await run(url, '--sign')
  expect({ code, problems: out.slice(1).map((line) => line.trim()) }).toEqual({ code: 1, problems })
  expect(out[0]).not.toContain('token=')
})

test.each(['/flip/a.jpg', '/photos/a.jpg', '/image/upload/a.jpg', '/_next/image?w=9', '/a/photo_1/b.jpg'])(
  'migrate recognizes no service in %s',
  async (url) => {
    const { code, out } = await run(url)
    expect([code, out[1]]).toEqual([1, expect.stringContaining('no service is recognized')])
  },
)

test('migrate still takes the URLs of thumbor', async () => {
  const { out } = await run('/unsafe/300x200/smart/https://h.example.com/a.jpg')
  expect(out).toEqual(['/a.jpg?crop=smart&width=300&height=200'])
})
