import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { bubble } from '../../samples/bubble.ts'
import { landscape } from '../../samples/landscape.ts'
import { windmill } from '../../samples/windmill.ts'
import { goldenDifference } from '../support/picture/golden.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker/worker.ts'

const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60">
  <rect width="90" height="60" rx="12" fill="#ffffff" fill-opacity="0.85"/>
  <circle cx="30" cy="30" r="18" fill="#d9480f"/><path d="M52 44 68 16 84 44z" fill="#1864ab"/></svg>`

let worker: Worker

const raw = ({ width, height, data }: ReturnType<typeof landscape>) =>
  sharp(data, { raw: { width, height, channels: 4 } })

beforeAll(async () => {
  worker = await startWorker(inject('bundle'), { ...inject('bundle').variables, SIGNING_KEYS })
  const photo = raw(landscape(600, 400)).removeAlpha()
  const framed = photo.clone().extend({ top: 30, bottom: 50, left: 20, right: 60, background: '#f4f4f4' })
  await Promise.all([
    worker.bucket.put('photo.jpg', await photo.clone().jpeg({ quality: 92 }).toBuffer()),
    worker.bucket.put('framed.png', await framed.png().toBuffer()),
    worker.bucket.put('bubble.png', await raw(bubble(400, 300)).png().toBuffer()),
    worker.bucket.put('windmill.gif', windmill({ width: 240, height: 160 })),
    worker.bucket.put('brand/logo.png', await sharp(Buffer.from(LOGO)).png().toBuffer()),
    worker.bucket.put('brand/logo.svg', LOGO),
  ])
}, 60_000)

afterAll(() => worker.close())

/** Maximum mean difference, from 0 to 255. Rounding differs between processors. */
const GREATEST_DIFFERENCE = 0.02

type Size = `${number}x${number}`

const EXAMPLES: readonly (readonly [target: string, size: Size])[] = [
  ['framed.png?trim=10', '600x400'],
  ['photo.jpg?crop=300,200', '300x200'],
  ['photo.jpg?crop=300,200,0,180', '300x200'],
  ['photo.jpg?crop=smart&width=200&height=300', '200x300'],
  ['photo.jpg?crop=fp,0.40,0.70&width=300&height=300', '300x300'],
  ['photo.jpg?crop=fp,0.40,0.70,2.2&width=600&height=400', '600x400'],
  ['photo.jpg?crop=fpd,0.40,0.70,2.2&width=150&height=100', '150x100'],
  ['photo.jpg?crop=fp,100,300,3&width=300&height=200', '300x200'],
  ['photo.jpg?width=150', '150x100'],
  ['photo.jpg?height=150', '225x150'],
  ['photo.jpg?width=200&height=200&fit=cover', '200x200'],
  ['photo.jpg?width=200&height=200&fit=cover&position=right', '200x200'],
  ['photo.jpg?width=200&height=200&fit=contain&bg=27a9e1', '200x200'],
  ['photo.jpg?width=200&height=200&fit=contain&position=top&bg=39,169,225', '200x200'],
  ['photo.jpg?width=200&height=200&fit=fill', '200x200'],
  ['photo.jpg?width=200&height=200&fit=inside', '200x133'],
  ['photo.jpg?width=200&height=200&fit=outside', '300x200'],
  ['photo.jpg?width=1000&enlarge=0', '600x400'],
  ['photo.jpg?extend=100&bg=27a9e1', '800x600'],
  ['photo.jpg?extend=100,50,100,50', '700x600'],
  ['photo.jpg?extend=50&bg=39,169,225,0.5&format=png', '700x500'],
  ['photo.jpg?rotate=30&bg=27a9e1', '720x646'],
  ['photo.jpg?rotate=-90', '400x600'],
  ['photo.jpg?flip=1', '600x400'],
  ['photo.jpg?flop=1', '600x400'],
  ['photo.jpg?sharpen=10', '600x400'],
  ['photo.jpg?blur=10', '600x400'],
  ['photo.jpg?gamma=2.2&width=300', '300x200'],
  ['photo.jpg?negate=1', '600x400'],
  ['photo.jpg?normalize=1', '600x400'],
  ['photo.jpg?threshold=128', '600x400'],
  ['photo.jpg?tint=27a9e1', '600x400'],
  ['photo.jpg?grayscale=1', '600x400'],
  ['bubble.png?removealpha=1', '400x300'],
  ['photo.jpg?olurl=/brand/logo.png', '600x400'],
  ['photo.jpg?olurl=/brand/logo.png&olalign=bottomleft&olpadding=100', '600x400'],
  ['photo.jpg?olurl=%2Fbrand%2Flogo.png&olalign=topright', '600x400'],
  ['photo.jpg?olurl=/brand/logo.png&olx=20&oly=200', '600x400'],
  ['photo.jpg?olurl=/brand/logo.png&olwidth=0.5', '600x400'],
  ['photo.jpg?olurl=/brand/logo.png&olscale=40', '600x400'],
  ['photo.jpg?olurl=/brand/logo.png&olwidth=200&olalpha=40', '600x400'],
  ['photo.jpg?olurl=/brand/logo.png&olrepeat=1&olalpha=50', '600x400'],
  ['photo.jpg?olurl=/brand/logo.svg&olwidth=400', '600x400'],
  ['photo.jpg?width=300&olurl=/brand/logo.png&olrotate=30&olalign=topright', '300x200'],
  ['photo.jpg?width=300&olurl=/brand/logo.png&olrotate=90&olalign=bottomleft', '300x200'],
  ['photo.jpg?width=300&olurl=/brand/logo.png&olrotate=330&olrepeat=1&olalpha=60', '300x200'],
  ['photo.jpg?width=300&olurl=/brand/logo.svg&olwidth=0.8&olblend=multiply', '300x200'],
  ['photo.jpg?width=300&olurl=/brand/logo.svg&olwidth=0.8&olblend=screen', '300x200'],
  ['photo.jpg?width=300&olurl=/brand/logo.svg&olwidth=0.8&olblend=overlay', '300x200'],
  ['photo.jpg?width=300&olurl=/brand/logo.svg&olwidth=0.8&olblend=soft-light', '300x200'],
  ['photo.jpg?width=300&olurl=/brand/logo.svg&olwidth=0.8&olblend=difference', '300x200'],
  [
    'photo.jpg?width=300&brightness=0.3&olurl=/brand/logo.png&olrotate=45&olblend=screen&olrepeat=1',
    '300x200',
  ],
  [
    'photo.jpg?width=300&brightness=1.8&olurl=/brand/logo.png&olrotate=315&olblend=multiply&olrepeat=1',
    '300x200',
  ],
  [
    'photo.jpg?width=300&olurl=/brand/logo.svg&olwidth=1&olblend=overlay&ol2url=/brand/logo.png&ol2align=left&ol3url=/brand/logo.png&ol3rotate=20&ol3blend=difference&ol4url=/brand/logo.png&ol4scale=9&ol4repeat=1',
    '300x200',
  ],
  ['photo.jpg?quality=10', '600x400'],
  ['bubble.png?format=webp&alphaquality=20', '400x300'],
  ['photo.jpg?width=300&format=webp&effort=best', '300x200'],
  ['photo.jpg?brightness=1.4', '600x400'],
  ['photo.jpg?contrast=1.6', '600x400'],
  ['photo.jpg?saturation=2', '600x400'],
  ['photo.jpg?hue=120', '600x400'],
  ['photo.jpg?pixelate=24', '600x400'],
  ['photo.jpg?radius=80&format=png', '600x400'],
  ['photo.jpg?radius=80&bg=ffffff', '600x400'],
  ['photo.jpg?redact=100,100,120,60;400,40,80,200', '600x400'],
  ['photo.jpg?width=150&filter=magic', '150x100'],
  ['photo.jpg?width=150&linear=1', '150x100'],
  ['bubble.png?width=150&linear=1', '150x113'],
  ['bubble.png?width=800&filter=hqx', '800x600'],
  ['windmill.gif?page=5&width=120&format=png', '120x80'],
]

describe('an example in the documentation', () => {
  it.each(EXAMPLES)('shows the documented effect: %s', async (target, size) => {
    const { status, headers, body } = await worker.get(`/${target}`)
    expect([status, headers.get('x-ip')]).toEqual([200, '1'])
    expect(headers.get('x-ip-info')).toContain(`odim=${size}; `)
    expect(await goldenDifference(target, body)).toBeLessThan(GREATEST_DIFFERENCE)
  })
})
