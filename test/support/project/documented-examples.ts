import type { Group } from '../../../src/engine/options/row.ts'

/**
 * A target below the samples, and its description. The text describes the picture, or the purpose
 * if no effect is visible.
 */
export type Example = readonly [target: string, text: string]

/** Examples for a parameter group in docs/parameters.md. */
export interface GroupExamples {
  /** Examples with a picture in docs/parameters. A target without a query shows the source. */
  readonly pictures: readonly Example[]
  readonly others: readonly Example[]
}

/**
 * Examples of docs/parameters.md. `npm run docs` writes them to the page, and `npm run tool
 * pictures` makes their pictures. test/long/worker/documented-examples.test.ts compares the
 * pictures with the Worker's answers.
 */
export const EXAMPLES: Readonly<Record<Group, GroupExamples>> = {
  trim: {
    pictures: [
      ['framed.jpg', 'A mountain lake within an uneven light gray border'],
      ['framed.jpg?trim=10', 'The lake without the border'],
    ],
    others: [],
  },
  crop: {
    pictures: [
      ['landscape.jpg', 'A lake between firs and snowy mountains, in evening light'],
      ['landscape.jpg?crop=120,80', 'The middle of the lake and the foot of the mountains'],
      ['landscape.jpg?crop=90,60,80,15', 'The top of the mountain'],
      ['landscape.jpg?crop=fp,0.1,0.5&width=120&height=120', 'A square with the firs on the left'],
      ['portrait.jpg', 'A lighthouse at dusk, upright'],
      ['portrait.jpg?crop=smart&width=100&height=100', 'The rocks, the house and most of the tower'],
      ['landscape.jpg?crop=fp,100,40,3&width=120&height=80', 'A mountain top, enlarged three times'],
      ['landscape.jpg?crop=fpd,100,40,3&width=120&height=80', 'The mountain top, with a red cross on it'],
    ],
    others: [],
  },
  resize: {
    pictures: [
      ['landscape.jpg', 'A lake between firs and snowy mountains, in evening light'],
      ['landscape.jpg?width=120', 'The lake, 120 by 80 pixels'],
      ['landscape.jpg?height=60', 'The lake, 90 by 60 pixels'],
      ['landscape.jpg?width=60&dpr=2', 'The lake, 120 by 80 pixels'],
      ['landscape.jpg?width=120&height=120&fit=cover', 'A square from the middle of the lake'],
      ['landscape.jpg?width=120&height=120&fit=cover&position=left', 'A square from the left of the lake'],
      ['landscape.jpg?width=120&height=120&fit=contain&bg=27a9e1', 'The lake between blue bars'],
      [
        'landscape.jpg?width=120&height=120&fit=contain&position=top&bg=39,169,225',
        'The lake at the top, blue below it',
      ],
      ['landscape.jpg?width=120&height=120&fit=fill', 'The lake squeezed into a square'],
      ['landscape.jpg?width=120&height=120&fit=inside', 'The lake, 120 by 80 pixels'],
      ['landscape.jpg?width=120&height=120&fit=outside', 'The lake, 180 by 120 pixels'],
      ['landscape.jpg?width=400&enlarge=0', 'The lake, as large as the original'],
      ['seal.jpg', 'A round seal with a mountain, small, drawn with hard edges'],
      ['seal.jpg?width=160&filter=lanczos3', 'The seal, four times as large: crisp steps and slight ringing'],
      ['seal.jpg?width=160&filter=catrom', 'The seal: crisp steps with less ringing'],
      ['seal.jpg?width=160&filter=mitchell', 'The seal: soft edges'],
      ['seal.jpg?width=160&filter=triangle', 'The seal: blurred edges'],
      ['seal.jpg?width=160&filter=magic', 'The seal: steps nearly as crisp as with lanczos3'],
      ['seal.jpg?width=160&filter=hqx', 'The seal: smooth, hard edges, as if drawn at this size'],
      ['stars.jpg', 'A night sky with many stars, above the tops of firs'],
      ['stars.jpg?width=90', 'A night sky, half as large: the stars have become faint'],
      ['stars.jpg?width=90&linear=1', 'The same with bright stars in dark rings, and with thinner firs'],
      ['stars.jpg?width=90&linear=1&filter=mitchell', 'The same with bright stars, without rings'],
    ],
    others: [],
  },
  extend: {
    pictures: [
      ['landscape.jpg?extend=20&bg=27a9e1', 'The lake in a blue frame'],
      [
        'landscape.jpg?extend=20,5,20,5',
        'The lake with broad black bars above and below, narrow ones beside it',
      ],
      [
        'landscape.jpg?extend=20&bg=39,169,225,0.5&format=webp',
        'The lake in a frame of half transparent blue',
      ],
      ['bubble.png?bg=27a9e1&format=jpeg', 'Soap bubbles on blue'],
    ],
    others: [],
  },
  compose: {
    pictures: [
      ['landscape.jpg', 'A lake between firs and snowy mountains, in evening light'],
      ['landscape.jpg?flip=1', 'The lake upside down'],
      ['landscape.jpg?flop=1', 'The lake mirrored: the firs are on the right'],
      ['landscape.jpg?rotate=-90', 'The lake turned to the left by a right angle'],
      ['landscape.jpg?rotate=30&bg=27a9e1', 'The lake turned clockwise, blue in the corners'],
      ['landscape.jpg?grayscale=1', 'The lake in shades of gray'],
      ['landscape.jpg?negate=1', 'The lake as a negative'],
      ['landscape.jpg?threshold=128', 'The lake in black and white, without grays'],
      ['landscape.jpg?tint=27a9e1', 'The lake in shades of blue'],
      ['landscape.jpg?brightness=1.4', 'The lake, lighter'],
      ['landscape.jpg?contrast=1.6', 'The lake with deep shadows and white clouds'],
      ['landscape.jpg?hue=120', 'Greenish mountains under a pink sky'],
      ['landscape.jpg?saturation=2', 'The lake in vivid colors'],
      ['landscape.jpg?saturation=0.3', 'The lake in faint colors'],
      ['pale.jpg', 'The lake, pale as in fog'],
      ['pale.jpg?normalize=1', 'The pale lake with deep shadows and white snow'],
      ['pebbles.jpg', 'Pebbles of many colors'],
      ['pebbles.jpg?blur=3', 'The pebbles, out of focus'],
      ['pebbles.jpg?sharpen=3', 'The pebbles with crisp edges'],
      ['pebbles.jpg?pixelate=10', 'The pebbles as blocks of one color each'],
      ['pebbles.jpg?redact=20,20,50,40;110,60,60,50', 'The pebbles with two black boxes'],
      ['pebbles.jpg?radius=30&format=webp', 'The pebbles with round, transparent corners'],
      ['bubble.png?format=webp', 'Soap bubbles without a background'],
      ['bubble.png?removealpha=1&format=webp', 'The bubbles on the black that lay under the transparency'],
      ['lines.png', 'A gray disc on fine black and white lines, which look as light as the disc'],
      [
        'lines.png?width=90',
        'The smaller disc is lighter than the lines, which have merged to a darker gray',
      ],
      ['lines.png?width=90&gamma=2.2', 'Hardly a disc: the lines have merged to its very gray'],
    ],
    others: [],
  },
  overlay: {
    pictures: [
      ['stamp.png', 'A round seal with a mountain, transparent outside'],
      ['landscape.jpg?olurl=/stamp.svg', 'The lake with a seal over it, as high as the picture'],
      ['landscape.jpg?olurl=/stamp.png', 'The lake with a small seal in the middle'],
      ['landscape.jpg?olurl=/stamp.svg&olwidth=50', 'A seal in the middle'],
      ['landscape.jpg?olurl=/stamp.svg&olwidth=0.4', 'A seal of two fifths of the width'],
      ['landscape.jpg?olurl=/stamp.svg&olheight=40', 'A small seal in the middle'],
      ['landscape.jpg?olurl=%2Fstamp.svg&olscale=20', 'A small seal in the middle'],
      ['landscape.jpg?olurl=/stamp.svg&olscale=30&olalign=topright', 'A seal at the top right'],
      ['landscape.jpg?olurl=/stamp.svg&olscale=30&olx=20&oly=60', 'A seal at the lower left'],
      [
        'landscape.jpg?olurl=/stamp.svg&olscale=30&olalign=bottomleft&olpadding=30',
        'A seal at the lower left, 30 pixels from both edges',
      ],
      ['landscape.jpg?olurl=/stamp.svg&olscale=50&olalpha=40', 'A faint seal in the middle'],
      ['landscape.jpg?olurl=/stamp.svg&olscale=20&olrepeat=1&olalpha=60', 'Faint seals all over the lake'],
      ['landscape.jpg?olurl=/stamp.svg&olblend=multiply', 'A seal that darkens what it lies on'],
      [
        'landscape.jpg?olurl=/stamp.svg&olscale=30&ol2text=The%20lake&ol2size=0.15&ol2align=bottom',
        'A seal, and words below it',
      ],
      ['landscape.jpg?oltext=The%20lake', 'The lake with small white words in the middle'],
      [
        'landscape.jpg?oltext=The%20lake%5Cnat%20dusk&olsize=0.15&olalign=bottomleft',
        'Two lines of words at the lower left',
      ],
      [
        'landscape.jpg?oltext=Two%20lines%5Cnof%20text&olsize=0.15&ollines=right',
        'Two lines of words that end at the same place',
      ],
      ['landscape.jpg?oltext=Words%20that%20are%20wrapped&olsize=20&olwidth=100', 'Words on three lines'],
      ['landscape.jpg?oltext=The%20lake&olfont=/fonts/bold.ttf&olsize=0.2', 'Large bold words'],
      [
        'landscape.jpg?oltext=The%20lake&olsize=0.2&olcolor=ffd666&olstroke=2,000000',
        'Yellow words, outlined in black',
      ],
      ['landscape.jpg?oltext=The%20lake&olsize=0.2&olshadow=3,2,2', 'Words with a soft shadow'],
      [
        'landscape.jpg?oltext=Proof&olsize=0.15&olrotate=-30&olalpha=40&olrepeat=1',
        'Faint slanted words all over the lake',
      ],
      [
        'landscape.jpg?oltext=For%20%7Bname%7D&ol-name=Ann%20%26%20Bob&olsize=0.15',
        'The words For Ann & Bob, with the name in a parameter of its own',
      ],
    ],
    others: [],
  },
  format: {
    pictures: [
      ['pebbles.jpg?quality=82', 'The pebbles as a JPEG of the default quality'],
      ['pebbles.jpg?quality=10', 'The pebbles as a JPEG with blocks and blotches'],
      ['pebbles.jpg?format=webp&quality=10', 'The pebbles as a WebP, smooth and smeared'],
      ['bubble.png?format=webp&alphaquality=20', 'Soap bubbles, transparent in visible steps'],
      ['windmill.gif', 'A windmill before hills, its sails turning'],
      ['windmill.gif?animate=1&format=webp', 'The windmill as a WebP, its sails turning'],
    ],
    others: [
      ['landscape.jpg?width=640&format=auto', 'JPEG XL, AVIF, WebP or JPEG, as the client accepts them'],
      ['landscape.jpg?width=640&format=avif', 'an AVIF for every client'],
      ['landscape.jpg?format=jxl', 'the JPEG itself as a smaller JPEG XL, without loss'],
      ['bubble.png?width=640&format=webp&lossless=1', 'a WebP with the very pixels of the resized picture'],
      [
        'bubble.png?width=640&format=webp&nearlossless=1',
        'a smaller WebP, in which no channel changes by more than 2',
      ],
      ['pebbles.jpg?width=640&format=webp&effort=best', 'a smaller WebP, which takes longer'],
      ['landscape.jpg?width=640&max_bytes=30000', 'the best JPEG of at most 30,000 bytes'],
      [
        'landscape.jpg?width=640&format=webp&autoquality=0.95',
        'a WebP of the lowest quality whose SSIM is at least 0.95',
      ],
      ['landscape.jpg?width=640&progressive=1', 'a JPEG that browsers show coarse at first'],
      [
        'landscape.jpg?width=640&oltext=Sale&olcolor=ff0000&subsampling=444',
        'a JPEG whose red words have sharp edges',
      ],
      ['bubble.png?width=640&compression=9', 'the smallest PNG, which takes longest'],
      ['bubble.png?width=640&adaptive=1', 'a PNG with the best filter for each row, which takes longer'],
      ['bubble.png?width=640&colors=32', 'a PNG of at most 32 colors, which takes fewer bytes'],
      ['bubble.png?width=640&palette=1&dither=0', 'a PNG of at most 256 colors, without dithering'],
      ['windmill.gif?width=240&page=5', 'the fifth frame of an animation, as a still'],
      ['portrait.jpg?width=640&metadata=1', 'keeps description, copyright and profile, but no location'],
      [
        'portrait.jpg?width=640&hdr=1',
        'keeps the gain map of a phone that takes HDR photos, see [hdr.md](hdr.md)',
      ],
    ],
  },
  output: {
    pictures: [],
    others: [
      [
        'landscape.jpg?output=json',
        'a JSON document with format, size, dominant color and ThumbHash of the source',
      ],
      ['landscape.jpg?width=1200&download=Lake%20at%20dusk.jpg', 'a browser saves it as `Lake at dusk.jpg`'],
      ['landscape.jpg?original=1&download=lake.jpg', 'the bytes of the source, to be saved'],
      ['landscape.jpg?preset=card&width=300', 'the preset `card` with another width'],
      ['landscape.jpg?width=640&mark=00000000000004d2', 'a picture that carries the number 1234 unseen'],
    ],
  },
  access: {
    pictures: [],
    others: [
      [
        'landscape.jpg?width=640&start=1796083200&expire=1798761599&token=TOKEN',
        'works in December 2026 only',
      ],
      ['landscape.jpg?width=640&ip=203.0.113.0/24&token=TOKEN', 'works for 256 addresses only'],
      [
        'landscape.jpg?width=640&kid=2026-11&token=TOKEN',
        'tells the server which of its keys signed, so that it tries no other',
      ],
      [
        'landscape.jpg?width=640&widths=320,640,1280&dprs=1,2&token=TOKEN&w=320&dpr=2',
        'the browser asked for 320 pixels at a ratio of 2: six sizes under one signature',
      ],
    ],
  },
}

/**
 * Returns the file name for a target's picture. Its extension is the format in the query, or else
 * the source format.
 */
export function pictureFile(target: string): string {
  const [, name = '', extension = ''] = /^([a-z]+)\.([a-z]+)/.exec(target) ?? []
  const query = target.slice(name.length + extension.length + 1)
  const format = /[?&]format=([a-z]+)/.exec(query)?.[1] ?? extension
  return `docs/parameters/${`${name}${query}`.replaceAll(/[^a-z0-9]+/g, '-')}.${format === 'jpg' ? 'jpeg' : format}`
}
