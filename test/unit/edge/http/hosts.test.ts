import { expect, test } from 'vitest'
import { assertHost } from '../../../../src/edge/http/hosts.ts'
import { silentFailure } from '../../../support/process/failure.ts'

const HOSTS = ['img.example.com', 'img.example.com:8443']

test.each([
  ['https://img.example.com', HOSTS],
  ['http://img.example.com', HOSTS],
  ['https://img.example.com:8443', HOSTS],
  ['https://signet.account.workers.dev', undefined],
  ['http://127.0.0.1:8787', undefined],
])('%s is answered if hosts is %j', (origin, hosts) => {
  expect(() => assertHost(origin, { hosts, development: false })).not.toThrow()
})

test.each([
  'signet.account.workers.dev',
  '1a2b3c4d-signet.account.workers.dev',
  'example.com',
  'other.example.com',
  'a.img.example.com',
  'img.example.com.evil.example',
  'img.example.com.',
  'img.example.com:444',
  'xn--img-.example.com',
  '127.0.0.1:8787',
  'localhost',
])('%s is refused', (host) => {
  expect(() => assertHost(`https://${host}`, { hosts: HOSTS, development: false })).toThrow(
    silentFailure('forbidden', `${host} is not listed in hosts`),
  )
})

test.each([
  ['http://127.0.0.1:8787', true],
  ['http://localhost:9100', true],
  ['http://[::1]:8787', true],
  ['http://127.0.0.1.evil.example', false],
  ['https://signet.account.workers.dev', false],
])('in development %s is answered: %s', (origin, answered) => {
  const check = () => assertHost(origin, { hosts: HOSTS, development: true })
  if (answered) expect(check).not.toThrow()
  else expect(check).toThrow(silentFailure('forbidden', expect.any(String)))
})
