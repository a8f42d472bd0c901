import { OPTIONS } from '../../../src/url/options.ts'
import { type Refusal, signing } from '../../support/attempt.ts'

const A = '/origin/a.jpg'
/** Every parameter but those whose bad values are a matter of the token. */
const NAMES = Object.keys(OPTIONS).filter((name) => name !== 'token' && name !== 'kid')
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1).join(',')

/** Values that are nearly right. */
const NEARLY: Readonly<Record<string, readonly string[]>> = {
  width: ['0', '10001', '-1', '+1', '1.5', '1e2', '0x10', '020', '20px', '%2020', '20%20', '9'.repeat(20)],
  height: ['0', '10001', '%EF%BC%92%EF%BC%90'],
  dpr: ['0.99', '4.01', '1.0000001', 'NaN', 'Infinity', '.5', '1.'],
  crop: ['10', '10,', '0,10', '10,10,1', '10,10,1,1,1', '10001,1', '1,1,10001,0', '1,1,-1,0', 'smart'],
  rotate: ['45', '360', '-0', '90.0', '1e1'],
  bg: ['fff', 'gggggg', '%23ffffff', '256,0,0', '1,2', '1,2,3,4', '1,2,3,0.5,1'],
  format: ['gif', 'JPEG', 'jpg', 'avif', 'auto,webp'],
  quality: ['0', '101'],
  flip: ['true', '2', 'yes', '01'],
  filter: ['hqx', 'Lanczos3'],
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
  // Not built yet: refused rather than ignored.
  ...['trim', 'blur', 'olurl', 'redact', 'preset', 'output', 'metadata'],
]

/** What is signed, and means nothing. */
export const options: readonly Refusal[] = [
  {
    title: 'a parameter without a value, or with one that none has',
    code: 'bad-parameter',
    attempts: signing(
      ...NAMES.flatMap((name) => ['', '~', '%F0%9F%92%A5'].map((value) => `${A}?${name}=${value}`)),
    ),
  },
  {
    title: 'a value that is nearly right',
    code: 'bad-parameter',
    attempts: signing(
      ...Object.entries(NEARLY).flatMap(([name, values]) => values.map((value) => `${A}?${name}=${value}`)),
    ),
  },
  {
    title: 'a parameter without the one it needs',
    code: 'bad-parameter',
    attempts: signing(
      `${A}?fit=cover`,
      `${A}?width=20&fit=inside`,
      `${A}?width=20&height=20&fit=Cover`,
      `${A}?w=20`,
      `${A}?width=20&widths=20&w=20`,
    ),
  },
  {
    title: 'a name that no parameter has',
    code: 'bad-parameter',
    attempts: signing(
      ...UNKNOWN.map((name) => `${A}?${name}=1`),
      ...NAMES.map((name) => `${A}?${name.toUpperCase()}=1`),
    ),
  },
]
