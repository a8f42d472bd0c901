import { appended, type Refusal, type RequestCase } from '../../support/worker/request-cases.ts'

const WARM = '/origin/a.jpg?width=20'
const LATER = 4_000_000_000
const PAST = Math.floor(Date.now() / 1000) - 1
const CLIENT = '203.0.113.7'

const from = (...headers: string[]): RequestCase => ({ signed: `${WARM}&ip=${CLIENT}`, headers })
const address = (network: string, client: string): [string, RequestCase] => [
  `${client} is not in ${network}`,
  { signed: `${WARM}&ip=${network}`, headers: [`CF-Connecting-IP: ${client}`] },
]

/** URLs whose signature is valid, but not at this time or not for this client. */
export const claims: readonly Refusal[] = [
  {
    title: 'an expired URL',
    code: 'expired',
    attempts: {
      'by a second': { signed: `${WARM}&expire=${PAST}` },
      'since 1970': { signed: `${WARM}&expire=0` },
      'for HEAD': { signed: `${WARM}&expire=${PAST}`, method: 'HEAD' },
      'for a client that has the image': { signed: `${WARM}&expire=${PAST}`, headers: ['If-None-Match: *'] },
      'with a width behind the token': {
        signed: `${WARM}&widths=10&expire=${PAST}`,
        change: appended('&w=10'),
      },
      'before it began': { signed: `${WARM}&expire=${PAST}&start=${LATER}` },
      'and from another address': { signed: `${WARM}&expire=${PAST}&ip=${CLIENT}` },
      'and with a parameter that is not valid': { signed: `${WARM}&expire=${PAST}&height=0` },
    },
  },
  {
    title: 'a URL that is not valid yet, or not for this client',
    code: 'forbidden',
    attempts: {
      'start in the future': { signed: `${WARM}&start=${LATER}` },
      'start in the future, a parameter not valid': { signed: `${WARM}&start=${LATER}&height=0` },
      'no address': from(),
      'X-Forwarded-For': from(`X-Forwarded-For: ${CLIENT}`),
      'X-Real-IP': from(`X-Real-IP: ${CLIENT}`),
      'True-Client-IP': from(`True-Client-IP: ${CLIENT}`),
      'X-Client-IP': from(`X-Client-IP: ${CLIENT}`),
      'CF-Connecting-IPv6': from(`CF-Connecting-IPv6: ${CLIENT}`),
      Forwarded: from(`Forwarded: for=${CLIENT}`),
      'all of these beside another address': from(
        `X-Forwarded-For: ${CLIENT}`,
        `X-Real-IP: ${CLIENT}`,
        `Forwarded: for=${CLIENT}`,
        'CF-Connecting-IP: 198.51.100.1',
      ),
      'two addresses': from(`CF-Connecting-IP: ${CLIENT}, 198.51.100.1`),
      'two headers': from(`CF-Connecting-IP: ${CLIENT}`, 'CF-Connecting-IP: 198.51.100.1'),
      'an address with a port': from(`CF-Connecting-IP: ${CLIENT}:443`),
      'an address as one number': from('CF-Connecting-IP: 3405803783'),
      'an address in hex': from('CF-Connecting-IP: 0xcb.0.0x71.7'),
      'an address with a leading zero': from('CF-Connecting-IP: 203.0.113.007'),
      'an empty address': from('CF-Connecting-IP:'),
      ...Object.fromEntries([
        address(CLIENT, '203.0.113.8'),
        address('203.0.113.0/25', '203.0.113.128'),
        address('0.0.0.0/0', '2001:db8::1'),
        address('::/0', CLIENT),
        address('2001:db8::/64', '2001:db8:0:1::1'),
        address('2001:db8::1', '2001:db8::1%25eth0'),
        address('::ffff:203.0.113.0/120', '203.0.114.7'),
        address('64:ff9b::203.0.113.7', CLIENT),
      ]),
    },
  },
]
