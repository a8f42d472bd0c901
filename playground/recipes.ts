/** A named use case: parameters that the playground applies with one click. */
export interface Recipe {
  /** Unique name in lower case with hyphens. */
  readonly id: string
  readonly title: string
  /** Description in one sentence. */
  readonly description: string
  /** Other words for which the search finds the recipe, separated by spaces. */
  readonly synonyms: string
  /** Name of the sample on which the recipe is shown. */
  readonly sample: string
  /** Parameters as in a URL, without the token. */
  readonly query: string
}

const STAMP = '/samples/stamp.svg'

/** Layer that darkens the picture's lower part. */
const SHADE = 'olurl=/samples/gradient.svg&olwidth=1&olalign=bottom&olpadding=0'

/** Recipes in the gallery's order. */
export const RECIPES: readonly Recipe[] = [
  {
    id: 'thumbnail',
    title: 'Thumbnail',
    description: 'A small picture of a fixed size for a list or a grid.',
    synonyms: 'preview small tile grid list resize',
    sample: 'landscape.jpg',
    query: 'width=240&height=180&format=webp',
  },
  {
    id: 'avatar',
    title: 'Avatar',
    description: 'A round profile picture of the most interesting part, transparent outside of the circle.',
    synonyms: 'profile user face circle round headshot account',
    sample: 'landscape.jpg',
    query: 'crop=smart&width=192&height=192&radius=96&format=webp',
  },
  {
    id: 'smart-crop',
    title: 'Smart crop',
    description: 'A square that keeps the part with the most detail, vivid colors or skin tones.',
    synonyms: 'crop face faces people auto automatic gravity focus subject square entropy attention saliency',
    sample: 'portrait.jpg',
    query: 'crop=smart&width=480&height=480&format=webp',
  },
  {
    id: 'banner',
    title: 'Banner from a focus point',
    description: 'A wide strip around a point that you choose, for art direction in a picture element.',
    synonyms: 'art direction hero focal point header wide panorama crop',
    sample: 'landscape.jpg',
    query: 'crop=fp,0.5,0.34&width=1200&height=360&format=webp',
  },
  {
    id: 'story',
    title: 'Story',
    description: 'An upright picture of 9 to 16 for stories and lock screens.',
    synonyms: 'instagram reel vertical mobile phone wallpaper 9:16 portrait',
    sample: 'portrait.jpg',
    query: 'width=540&height=960&position=center&format=webp',
  },
  {
    id: 'product-card',
    title: 'Product card',
    description: 'The complete object on one color, in cards of the same size whatever its shape.',
    synonyms:
      'shop e-commerce catalog catalog white background pad padding contain letterbox square marketplace',
    sample: 'bubble.png',
    query: 'width=480&height=420&fit=contain&position=bottom&bg=eef2f6&format=jpeg',
  },
  {
    id: 'hero',
    title: 'Hero with gradient',
    description: 'A wide picture with a dark gradient, so that a white headline is legible.',
    synonyms: 'header banner cover headline title text overlay scrim shade cta',
    sample: 'landscape.jpg',
    query: `crop=fp,0.5,0.42&width=1600&height=700&format=webp&${SHADE}&ol2text=Where%20the%20road%20ends&ol2size=0.11&ol2align=bottomleft&ol2padding=64`,
  },
  {
    id: 'social-card',
    title: 'Social card',
    description: 'A preview of 1200 by 630 pixels with title and logo for links in social networks.',
    synonyms: 'open graph og image twitter facebook linkedin share preview link unfurl text title',
    sample: 'landscape.jpg',
    query: `width=1200&height=630&format=jpeg&${SHADE}&ol2text=Seven%20lakes%5Cnworth%20the%20walk&ol2size=0.1&ol2align=bottomleft&ol2padding=56&ol3url=${STAMP}&ol3scale=12&ol3align=topright&ol3padding=40`,
  },
  {
    id: 'responsive',
    title: 'Responsive image',
    description: 'One signature for five widths: the browser takes the smallest that is large enough.',
    synonyms: 'srcset sizes picture breakpoints retina adaptive density next/image grant',
    sample: 'landscape.jpg',
    query: 'width=1280&format=auto&widths=320,640,960,1280,1600',
  },
  {
    id: 'rounded-corners',
    title: 'Rounded corners',
    description: 'Round corners that are transparent, as in a card.',
    synonyms: 'border radius corner card mask transparent',
    sample: 'landscape.jpg',
    query: 'width=600&height=400&radius=36&format=webp',
  },
  {
    id: 'polaroid',
    title: 'Instant photo',
    description: 'A white frame with a caption in its lower border.',
    synonyms: 'polaroid frame border caption text white margin',
    sample: 'landscape.jpg',
    query:
      'width=480&height=480&extend=24,24,96,24&bg=ffffff&format=jpeg&oltext=Lake,%20late%20light&olcolor=3a3f47&olsize=0.055&olalign=bottom&olpadding=30',
  },
  {
    id: 'blurred-placeholder',
    title: 'Blurred placeholder',
    description: 'A few hundred bytes to show, enlarged, until the picture has loaded.',
    synonyms: 'lqip blur up preview lazy loading skeleton blurhash',
    sample: 'landscape.jpg',
    query: 'width=64&blur=2&quality=60&format=webp',
  },
  {
    id: 'thumbhash',
    title: 'Dominant color and ThumbHash',
    description: 'A description as JSON with size, format, dominant color and ThumbHash of the source.',
    synonyms: 'placeholder blurhash palette color metadata info dimensions json average lqip',
    sample: 'portrait.jpg',
    query: 'output=json',
  },
  {
    id: 'logo-watermark',
    title: 'Logo watermark',
    description: 'A logo of a seventh of the width in a corner.',
    synonyms: 'watermark brand stamp overlay copyright badge corner',
    sample: 'landscape.jpg',
    query: `width=960&format=webp&olurl=${STAMP}&olscale=14&olalign=bottomright&olpadding=24&olalpha=85`,
  },
  {
    id: 'repeated-watermark',
    title: 'Repeated watermark',
    description: 'Faint logos all over the picture, which are hard to cut away.',
    synonyms: 'watermark tiled pattern logo protect copyright theft preview stock',
    sample: 'landscape.jpg',
    query: `width=960&format=webp&olurl=${STAMP}&olscale=9&olrepeat=1&olpadding=40&olalpha=40`,
  },
  {
    id: 'proof',
    title: 'Proof with a name',
    description: 'The name of the client all over a proof, so that a copy says whose it is.',
    synonyms: 'watermark text name client photographer leak copyright personal personalized preview',
    sample: 'portrait.jpg',
    query:
      'width=720&format=webp&oltext=Proof%20for%20%7Bname%7D&ol-name=Ann%20Bell&olsize=0.032&olrotate=-30&olrepeat=1&olpadding=44&olalpha=40&olstroke=1,000000',
  },
  {
    id: 'redaction',
    title: 'Redaction',
    description:
      'A black box over a face or a license plate, here over the windows: the pixels below it are gone.',
    synonyms: 'privacy hide blacken censor plate number face gdpr anonymize anonymize pii blur',
    sample: 'portrait.jpg',
    query: 'crop=640,480,340,780&redact=562,1066,156,44&format=webp',
  },
  {
    id: 'black-and-white',
    title: 'Black and white',
    description: 'No colors, the full range of grays and more contrast.',
    synonyms: 'grayscale greyscale monochrome bw noir filter effect desaturate',
    sample: 'landscape.jpg',
    query: 'width=900&grayscale=1&normalize=1&contrast=1.15&format=webp',
  },
  {
    id: 'duotone',
    title: 'Duotone tint',
    description: 'Shades of one color, such as that of a brand.',
    synonyms: 'tint colorize colorize sepia brand filter effect monotone',
    sample: 'portrait.jpg',
    query: 'width=600&contrast=1.1&tint=4f7da8&format=webp',
  },
  {
    id: 'transparent-webp',
    title: 'Transparent PNG to WebP',
    description: 'A smaller file that keeps the transparency of a PNG.',
    synonyms: 'convert png alpha transparency compress cutout',
    sample: 'bubble.png',
    query: 'width=800&format=webp&quality=80',
  },
  {
    id: 'animated-webp',
    title: 'Animated GIF to WebP',
    description: 'All frames of a GIF as a much smaller animated WebP.',
    synonyms: 'convert gif animation frames video compress loop',
    sample: 'windmill.gif',
    query: 'width=480&animate=1&format=webp',
  },
  {
    id: 'still-frame',
    title: 'Still frame',
    description: 'One frame of an animation as a picture that does not move.',
    synonyms: 'poster gif first frame cover pause reduced motion thumbnail',
    sample: 'windmill.gif',
    query: 'page=5&width=480&format=webp',
  },
  {
    id: 'small-avif',
    title: 'Smallest file',
    description: 'AVIF of a lower quality, for slow networks.',
    synonyms: 'compress compression optimize optimize save data lighthouse performance web vitals convert',
    sample: 'landscape.jpg',
    query: 'width=1200&format=avif&quality=45',
  },
  {
    id: 'hdr',
    title: 'HDR photo',
    description: 'Keeps the gain map of an HDR photo of a phone; a picture without one stays as it is.',
    synonyms: 'ultra hdr gain map gainmap high dynamic range iphone pixel',
    sample: 'landscape.jpg',
    query: 'width=1200&hdr=1&format=jpeg',
  },
  {
    id: 'print',
    title: 'Print, 15 × 10 cm',
    description: 'A JPEG of high quality for 300 dots per inch, with profile, copyright and a file name.',
    synonyms: 'dpi paper poster photo high resolution download quality',
    sample: 'landscape.jpg',
    query: 'width=1772&height=1181&sharpen=0.8&format=jpeg&quality=95&metadata=1&download=lake-15x10.jpg',
  },
]
