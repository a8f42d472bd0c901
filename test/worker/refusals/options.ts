import { OPTIONS } from '../../../src/signing/url/options.ts'
import { type Refusal, signing } from '../../support/worker/request-cases.ts'

const A = '/origin/a.jpg'
const NAMES = Object.keys(OPTIONS).filter((name) => name !== 'token' && name !== 'kid')
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1).join(',')

const NEARLY_VALID: Readonly<Record<string, readonly string[]>> = {
  width: ['0', '10001', '-1', '+1', '1.5', '1e2', '0x10', '020', '20px', '%2020', '20%20', '9'.repeat(20)],
  height: ['0', '10001', '%EF%BC%92%EF%BC%90'],
  dpr: ['0.99', '4.01', '1.0000001', 'NaN', 'Infinity', '.5', '1.'],
  crop: [
    '10',
    '10,',
    '0,10',
    '10,10,1',
    '10,10,1,1,1',
    '10001,1',
    '1,1,10001,0',
    '1,1,-1,0',
    'Smart',
    'fp,0.5',
    'fp,0.5,0.5,0',
    'fp,1,1,1,1',
  ],
  rotate: ['360', '-360', '-0', '90.0', '1e1'],
  bg: ['fff', 'gggggg', '%23ffffff', '256,0,0', '1,2', '1,2,3,4', '1,2,3,0.5,1'],
  format: ['gif', 'JPEG', 'jpg', 'auto,webp'],
  quality: ['0', '101'],
  flip: ['true', '2', 'yes', '01'],
  filter: ['nearest', 'Lanczos3'],
  trim: ['101', '-1', '1.5'],
  extend: ['1,2', '1,2,3', '1001', '-1', '1,2,3,4,5'],
  gamma: ['3.1', '-1'],
  threshold: ['256', '1.5'],
  blur: ['0.29', '0', '101'],
  sharpen: ['101', '-1'],
  brightness: ['4.1', '-0.5'],
  hue: ['360', '1.5'],
  tint: ['red', '1,2,3', 'fff'],
  pixelate: ['1', '257'],
  radius: ['0', 'max'],
  redact: ['1,2,3', '1,2,0,4', '1,2,3,4;', Array(17).fill('1,1,1,1').join(';')],
  olurl: ['logo.png', 'http://a.example/b.png', 'ftp://a.example/b.png', 'data:image/png;base64,AA'],
  metadata: ['2', 'All'],
  output: ['xml', 'JSON'],
  download: ['a%2Fb', '..%5Ca', '.htaccess', '%20a', 'a%E2%80%AEgpj.exe'],
  preset: ['a%20b', 'nobody'],
  widths: [upTo(33), '20,20', '20,', '20,30.5'],
  dprs: [upTo(9), '1,5'],
  expire: ['-1', '1e10', '4000000000.5', '999999999999'],
  start: ['-1', '1e10'],
  ip: [
    ...[
      '999.1.1.1',
      '1.2.3',
      '01.2.3.4',
      '0x7f.0.0.1',
      '1.2.3.4/33',
      '1.2.3.4/-1',
      '1.2.3.4/',
      '1.2.3.4/8/8',
    ],
    ...['::1/129', '::ffff:1.2.3.4/95', 'fe80::1%25eth0', '%5B::1%5D', 'localhost', '*'],
  ],
}

const UNKNOWN = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'then', '0'],
  ...['Width', 'width%26x', 'width%20', '%D0%B0', 'tokens'],
  ...['ol', 'olcolor', 'presets', 'accepts'],
]

/** URLs that are signed but malformed. */
export const options: readonly Refusal[] = [
  {
    title: 'a parameter without a value, or with a meaningless one',
    code: 'bad-parameter',
    attempts: signing(
      ...NAMES.flatMap((name) =>
        (name === 'download' ? [''] : ['', '~', '%F0%9F%92%A5']).map((value) => `${A}?${name}=${value}`),
      ),
    ),
  },
  {
    title: 'a value that is nearly valid',
    code: 'bad-parameter',
    attempts: signing(
      ...Object.entries(NEARLY_VALID).flatMap(([name, values]) =>
        values.map((value) => `${A}?${name}=${value}`),
      ),
    ),
  },
  {
    title: 'a parameter without one that it needs',
    code: 'bad-parameter',
    attempts: signing(
      `${A}?fit=cover`,
      `${A}?width=20&fit=inside`,
      `${A}?width=20&height=20&fit=Cover`,
      `${A}?olalpha=40`,
      `${A}?crop=smart&width=20`,
      `${A}?crop=fp,0.5,0.5&height=20`,
      `${A}?w=20`,
      `${A}?width=20&widths=20&w=20`,
    ),
  },
  {
    title: 'an unknown parameter',
    code: 'bad-parameter',
    attempts: signing(
      ...UNKNOWN.map((name) => `${A}?${name}=1`),
      ...NAMES.map((name) => `${A}?${name.toUpperCase()}=1`),
    ),
  },
]
