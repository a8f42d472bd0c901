import { type Refusal, signing } from '../../support/worker/request-cases.ts'

/** A zone with a list of overlay locations and with presets. */
export const BRANDED = '/branded/'
export const BRANDS = {
  overlays: ['/brand/', 'https://logos.example.com/public/'],
  presets: {
    card: { width: 400, height: 300, lock: true },
    stamp: { olurl: '/brand/stamp.png', olalign: 'bottomright', lock: true },
  },
}
/** A zone with a mandatory stamp. */
export const STAMPED = '/stamped/'

const overlay = (url: string) => `${BRANDED}a.jpg?olurl=${encodeURIComponent(url)}`

const NOT_LISTED = [
  ...['/', '/a.jpg', '/brand', '/brandish/x.png', '/private/a.jpg', '//brand/x.png', '/brand//x.png'],
  ...['/brand/../private/a.jpg', '/brand/./x.png', '/brand/..', '/BRAND/x.png', '/brand\\..\\a.jpg'],
  ...['https://logos.example.com/', 'https://logos.example.com/publicity/x.png'],
  ...['https://logos.example.com/private/x.png', 'https://logos.example.com/public/../private/x.png'],
  ...['https://logos.example.com/public/%2e%2e/private/x.png', 'https://logos.example.com/public/%2E%2E%2Fx'],
  ...['https://logos.example.com/public/..%5cx', 'https://logos.example.com/public/x.png?next=1'],
  ...['https://logos.example.com/public/x.png#a', 'https://logos.example.com:8443/public/x.png'],
  ...['https://user@logos.example.com/public/x.png', 'https://logos.example.com@evil.example/public/x.png'],
  ...['https://logos.example.com.evil.example/public/x.png', 'https://evil.example/public/x.png'],
  ...['https://127.0.0.1/public/x.png', 'https://[::1]/public/x.png', 'https://0x7f.1/public/x.png'],
  ...[
    'https://2130706433/public/x.png',
    'https://[::ffff:127.0.0.1]/x.png',
    'https://localhost/public/x.png',
  ],
  ...['https://metadata.google.internal/x.png', 'https://169.254.169.254/latest/meta-data/'],
]

/** Overlays and options that a zone forbids. */
export const overlays: readonly Refusal[] = [
  {
    title: 'an overlay that is not on the list of the zone',
    code: 'bad-parameter',
    attempts: signing(...NOT_LISTED.map(overlay)),
  },
  {
    title: 'a malformed overlay address',
    code: 'bad-parameter',
    attempts: signing(
      ...['http://logos.example.com/public/x.png', 'ftp://logos.example.com/public/x.png', 'brand/x.png'].map(
        overlay,
      ),
      ...['data:image/png;base64,AAAA', 'file:///etc/passwd', 'javascript:alert(1)', 'blob:x'].map(overlay),
    ),
  },
  {
    title: 'an option that a locked preset sets',
    code: 'bad-parameter',
    attempts: signing(
      ...['width=1', 'height=1', 'dpr=2'].map((change) => `${BRANDED}a.jpg?preset=card&${change}`),
      ...['olalpha=1', 'olx=0', 'olurl=/brand/other.png', 'olrepeat=0'].map(
        (change) => `${BRANDED}a.jpg?preset=stamp&${change}`,
      ),
      `${BRANDED}a.jpg?preset=none`,
    ),
  },
  {
    title: 'an option that would undo a mandatory preset',
    code: 'bad-parameter',
    attempts: signing(
      ...['olalpha=1', 'olurl=/brand/other.png', 'olscale=1', 'extend=100', 'radius=9', 'rotate=9'].map(
        (change) => `${STAMPED}a.jpg?${change}`,
      ),
      `${STAMPED}a.jpg?width=10&height=90&fit=contain`,
    ),
  },
]
