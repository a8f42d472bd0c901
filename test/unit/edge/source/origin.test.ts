import { describe, expect, it } from 'vitest'
import { baseRefusal, originRefusal } from '../../../../src/edge/source/origin.ts'

const PRODUCTION = { ownHost: 'img.example.com', development: false }
const DEVELOPMENT = { ownHost: '127.0.0.1:8787', development: true }

const USER = 'must not carry a user name or password'
const OWN = "must not be the Worker's own host"
const HTTPS = 'must use https'
const PORT = 'must use port 443'
const IP = 'must not be an IP address'
const NAME = 'must be a public host name'
const UNREADABLE = 'is not a URL'

function refusal(text: string, rules = PRODUCTION): string | undefined {
  const url = URL.parse(text)
  return url === null ? UNREADABLE : originRefusal(url, rules)
}

describe('an allowed origin', () => {
  it.each([
    'https://origin.example.com/',
    'https://origin.example.com:443/',
    'https://ORIGIN.Example.COM/photo.jpg?version=2',
    'https://example.co/',
    'https://bücher.example/',
    'https://xn--bcher-kva.example/',
    'https://my_bucket.storage.example/',
    'https://1.2.3.4.example/',
    'https://127.0.0.1.example/',
    'https://localhost.example/',
    'https://internal.example/',
    'https://not-img.example.com/',
    'https://img.example.com.example/',
  ])('is %s', (text) => {
    expect(refusal(text)).toBeUndefined()
  })
})

describe('a refused origin', () => {
  it.each([
    ['http://origin.example.com/', HTTPS],
    ['HTTP://origin.example.com/', HTTPS],
    ['ftp://origin.example.com/', HTTPS],
    ['ws://origin.example.com/', HTTPS],
    ['data:image/png;base64,iVBORw0KGgo=', HTTPS],
    ['blob:https://origin.example.com/1', HTTPS],
    ['file:///etc/passwd', HTTPS],
    ['javascript:alert(1)', HTTPS],
    ['http://127.0.0.1:9000/', HTTPS],
    ['http://localhost/', HTTPS],
    ['https://origin.example.com:8443/', PORT],
    ['https://origin.example.com:80/', PORT],
    ['https://origin.example.com:0/', PORT],
    ['https://user@origin.example.com/', USER],
    ['https://user:password@origin.example.com/', USER],
    ['https://:password@origin.example.com/', USER],
    ['https://origin.example.com@evil.example/', USER],
    ['https://origin.example.com%40evil.example/', UNREADABLE],
    ['https://origin.example.com\\@evil.example/@', undefined],
    // IPv4 in every spelling.
    ['https://127.0.0.1/', IP],
    ['https://8.8.8.8/', IP],
    ['https://10.0.0.1/', IP],
    ['https://100.64.0.1/', IP],
    ['https://169.254.169.254/latest/meta-data/', IP],
    ['https://0.0.0.0/', IP],
    ['https://0/', IP],
    ['https://127.1/', IP],
    ['https://127.0.1/', IP],
    ['https://2130706433/', IP],
    ['https://017700000001/', IP],
    ['https://0177.0.0.1/', IP],
    ['https://0x7f.0.0.1/', IP],
    ['https://0x7f000001/', IP],
    ['https://0X7F.1/', IP],
    ['https://127.0.0.1./', IP],
    ['https://%31%32%37.0.0.1/', IP],
    ['https://①②⑦.⓪.⓪.①/', IP],
    ['https://127。0。0。1/', IP],
    ['https://127.0.0.0x01/', IP],
    ['https://256.0.0.1/', UNREADABLE],
    ['https://1.2.3.4.5/', UNREADABLE],
    // IPv6: loopback, unspecified, unique local, link-local, mapped, compatible, NAT64, 6to4,
    // Teredo, public.
    ['https://[::1]/', IP],
    ['https://[::]/', IP],
    ['https://[0:0:0:0:0:0:0:1]/', IP],
    ['https://[fd00::1]/', IP],
    ['https://[fe80::1]/', IP],
    ['https://[fe80::1%25eth0]/', UNREADABLE],
    ['https://[::ffff:127.0.0.1]/', IP],
    ['https://[::ffff:7f00:1]/', IP],
    ['https://[::127.0.0.1]/', IP],
    ['https://[64:ff9b::7f00:1]/', IP],
    ['https://[64:ff9b::169.254.169.254]/', IP],
    ['https://[2002:7f00:1::]/', IP],
    ['https://[2001:0:0:0:0:0:80ff:fffe]/', IP],
    ['https://[2606:4700::1111]/', IP],
    ['https://localhost/', NAME],
    ['https://LOCALHOST/', NAME],
    ['https://ⓛocalhost/', NAME],
    ['https://local%68ost/', NAME],
    ['https://localhost./', NAME],
    ['https://photos.localhost/', NAME],
    ['https://localhost.localdomain./', NAME],
    ['https://metadata/', NAME],
    ['https://metadata.google.internal/', NAME],
    ['https://printer.local/', NAME],
    ['https://nas.lan/', NAME],
    ['https://router.home.arpa/', NAME],
    ['https://home.arpa/', NAME],
    ['https://git.corp/', NAME],
    ['https://wiki.intranet/', NAME],
    ['https://origin.example.com./', NAME],
    ['https://origin.example.com。/', NAME],
    ['https://origin..example.com/', NAME],
    ['https://.example.com/', NAME],
    [`https://${'a'.repeat(64)}.example/`, NAME],
    [`https://${'a.'.repeat(126)}example/`, NAME],
    ['https://img.example.com/', OWN],
    ['https://IMG.example.com/', OWN],
    ['https://img.example.com:443/', OWN],
    ['https://img.example.com:8443/', PORT],
    ['https://img%2eexample.com/', OWN],
    ['https://i\u00admg.example.com/', OWN],
  ])('is %s', (text, reason) => {
    expect(refusal(text)).toBe(reason)
  })

  it('is parsed with a backslash as a slash, so that the host is the name before it', () => {
    expect(new URL('https://origin.example.com\\@evil.example/@').hostname).toBe('origin.example.com')
  })

  it.each(['img.example.com:8443', 'img.example.com.', 'IMG.EXAMPLE.COM'])(
    "is the Worker's own host, known from %s",
    (ownHost) => {
      expect(refusal('https://img.example.com/', { ownHost, development: false })).toBe(OWN)
    },
  )

  it("is never the Worker's own host if that is unknown", () => {
    expect(refusal('https://img.example.com/', { ownHost: '', development: false })).toBeUndefined()
  })
})

describe('an origin in development', () => {
  it.each([
    ['http://127.0.0.1:9000/', undefined],
    ['http://localhost:9000/', undefined],
    ['http://127.1:9000/', undefined],
    ['https://origin.example.com/', undefined],
    ['http://127.0.0.1:8787/', OWN],
    ['http://user@127.0.0.1:9000/', USER],
    ['http://127.0.0.2:9000/', HTTPS],
    ['http://[::1]:9000/', HTTPS],
    ['http://0.0.0.0:9000/', HTTPS],
    ['http://192.168.0.1:9000/', HTTPS],
    ['http://photos.localhost:9000/', HTTPS],
    ['http://localhost.:9000/', HTTPS],
    ['http://origin.example.com/', HTTPS],
    ['https://127.0.0.1:9000/', PORT],
    ['https://127.0.0.1/', IP],
    ['https://localhost/', NAME],
  ])('is checked: %s', (text, reason) => {
    expect(refusal(text, DEVELOPMENT)).toBe(reason)
  })
})

describe('the base of a zone', () => {
  it.each([
    ['https://origin.example.com/', undefined],
    ['https://origin.example.com', undefined],
    ['https://origin.example.com/photos/', undefined],
    ['https://origin.example.com/photos', 'must end with /'],
    ['https://origin.example.com/photos/?', 'must not have a query or a fragment'],
    ['https://origin.example.com/photos/?version=2/', 'must not have a query or a fragment'],
    ['https://origin.example.com/photos/#', 'must not have a query or a fragment'],
    ['https://origin.example.com/photos/#/', 'must not have a query or a fragment'],
    ['https://127.0.0.1/', IP],
    ['http://127.0.0.1:9000/', HTTPS],
  ])('is checked: %s', (text, reason) => {
    expect(baseRefusal(new URL(text), PRODUCTION)).toBe(reason)
  })
})
