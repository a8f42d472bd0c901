import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { formatDeletion, parseErrorCodes, parsePage } from '../../../../cli/purge/s3-xml.ts'
import { character } from '../../../support/properties/arbitraries.ts'

/** Generates keys that XML 1.0 can contain. */
const key = fc
  .string({ unit: character, minLength: 1 })
  .filter((text) => !/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text))

const keysIn = (document: string) => parsePage(document).objects.map((object) => object.key)

/** Wraps the elements of a deletion in a listing. */
const listed = (deletion: string) => `<IsTruncated>false</IsTruncated>${deletion}`

test('keys are unchanged after writing and reading', () => {
  fc.assert(
    fc.property(fc.array(key), (keys) => {
      expect(keysIn(listed(formatDeletion(keys)))).toEqual(keys)
    }),
  )
})

test('a key cannot add elements', () => {
  fc.assert(
    fc.property(key, (text) => {
      const [, inner = ''] = /<Key>(.*)<\/Key>/s.exec(formatDeletion([text])) ?? []
      expect(inner).not.toMatch(/[<>\r\n\t]/)
    }),
  )
})

test('a deletion is written as XML', () => {
  expect(formatDeletion(['a/b', '<&>'])).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet><Object><Key>a/b</Key></Object><Object><Key>&lt;&amp;&gt;</Key></Object></Delete>',
  )
})

describe('a listing', () => {
  const page = (inner: string) => `<ListBucketResult xmlns="x"><Name>b</Name>${inner}</ListBucketResult>`

  it.each<[string, string, unknown]>([
    ['is empty', '<IsTruncated>false</IsTruncated>', { objects: [] }],
    [
      'has keys, however they are written',
      '<IsTruncated>false</IsTruncated><Contents><Key>a&amp;b</Key><Size>1</Size></Contents><Contents><Key>&#x41;&#66;&apos;</Key></Contents>',
      { objects: [{ key: 'a&b' }, { key: "AB'" }] },
    ],
    [
      'goes on',
      '<IsTruncated>true</IsTruncated><NextContinuationToken>a+/&quot;=</NextContinuationToken><Contents><Key>k</Key></Contents>',
      { objects: [{ key: 'k' }], cursor: 'a+/"=' },
    ],
    [
      'does not go on where it says so',
      '<IsTruncated>false</IsTruncated><NextContinuationToken>t</NextContinuationToken>',
      { objects: [] },
    ],
  ])('is read if it %s', (_, inner, expected) => {
    expect(parsePage(page(inner))).toEqual(expected)
  })

  it.each(['', '<html></html>', page('<IsTruncated>true</IsTruncated>')])('is rejected: %s', (document) => {
    expect(() => parsePage(document)).toThrow('the answer of the store is not a list of objects')
  })
})

test.each([
  ['<Error><Code>AccessDenied</Code><Message>no</Message></Error>', ['AccessDenied']],
  ['<DeleteResult><Error><Key>a</Key><Code>InternalError</Code></Error></DeleteResult>', ['InternalError']],
  ['<DeleteResult></DeleteResult>', []],
  ['<Code>AccessDenied</Code>', []],
  ['<Error><Code>a token</Code></Error>', []],
  ['', []],
])('error codes are read: %s', (document, codes) => {
  expect(parseErrorCodes(document)).toEqual(codes)
})
