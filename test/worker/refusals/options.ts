import { isOptionName, OPTIONS } from '../../../src/url/options.ts'
import { type Refusal, signing } from '../../support/attempt.ts'

const A = '/origin/a.jpg'
/** Every parameter but those whose bad values are a matter of the token. */
const NAMES = Object.keys(OPTIONS).filter((name) => isOptionName(name) && name !== 'token' && name !== 'kid')
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1).join(',')

/** What is signed, and means nothing. */
export const options: readonly Refusal[] = [
  {
    title: 'a signed parameter that is',
    code: 'bad-parameter',
    attempts: {
      ...signing(
        ...NAMES.flatMap((name) => [`${A}?${name}=`, `${A}?${name}=~`, `${A}?${name}=%F0%9F%92%A5`]),
      ),
      ...signing(...NAMES.map((name) => `${A}?${name.toUpperCase()}=1`)),
    },
  },
  {
    title: 'a signed parameter out of bounds',
    code: 'bad-parameter',
    attempts: signing(
      ...['0', '10001', '-1', '+1', '1.5', '1e2', '0x10', '020', '20px', '+20', '%EF%BC%92%EF%BC%90'].map(
        (value) => `${A}?width=${value}`,
      ),
      `${A}?width=%2020`,
      `${A}?width=20%20`,
      `${A}?width=99999999999999999999`,
      `${A}?height=10001`,
      ...['0.99', '4.01', '1.0000001', 'NaN', 'Infinity', '.5', '1.'].map(
        (dpr) => `${A}?width=20&dpr=${dpr}`,
      ),
      ...['10', '10,', '0,10', '10,10,1', '10,10,1,1,1', '10001,1', '1,1,10001,0', '1,1,-1,0', 'smart'].map(
        (crop) => `${A}?crop=${crop}`,
      ),
      ...['45', '360', '-0', '90.0', '1e1'].map((angle) => `${A}?rotate=${angle}`),
      ...['fff', 'gggggg', '%23ffffff', '256,0,0', '1,2', '1,2,3,4', '1,2,3,0.5,1'].map(
        (bg) => `${A}?bg=${bg}`,
      ),
      ...['gif', 'JPEG', 'jpg', 'avif', 'auto,webp'].map((format) => `${A}?format=${format}`),
      ...['0', '101'].map((quality) => `${A}?quality=${quality}`),
      ...['true', '2', 'yes', '01'].map((flip) => `${A}?flip=${flip}`),
      `${A}?fit=cover`,
      `${A}?width=20&fit=inside`,
      `${A}?width=20&height=20&fit=Cover`,
      `${A}?width=20&filter=hqx`,
      `${A}?w=20`,
      `${A}?width=20&widths=20&w=20`,
      `${A}?widths=${upTo(33)}`,
      `${A}?widths=20,20`,
      `${A}?widths=20,`,
      `${A}?widths=20,30.5`,
      `${A}?dprs=${upTo(9)}`,
      `${A}?dprs=1,5`,
      ...['-1', '1e10', '4000000000.5', '999999999999'].map((expire) => `${A}?expire=${expire}`),
      ...[
        '999.1.1.1',
        '1.2.3',
        '1.2.3.4/33',
        '1.2.3.4/-1',
        '1.2.3.4/',
        '1.2.3.4/8/8',
        '01.2.3.4',
        '0x7f.0.0.1',
      ].map((ip) => `${A}?ip=${ip}`),
      ...['::1/129', '::ffff:1.2.3.4/95', 'fe80::1%25eth0', '%5B::1%5D', 'localhost', '*'].map(
        (ip) => `${A}?ip=${ip}`,
      ),
    ),
  },
  {
    title: 'a name that no parameter has',
    code: 'bad-parameter',
    attempts: signing(
      ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'then', '0'].map(
        (name) => `${A}?${name}=1`,
      ),
      ...['Width', 'width%26x', '%D0%B0', 'width%20', 'tokens'].map((name) => `${A}?${name}=1`),
      // Not built yet: refused rather than ignored.
      ...['trim', 'blur', 'olurl', 'redact', 'preset', 'output', 'metadata'].map((name) => `${A}?${name}=1`),
    ),
  },
]
