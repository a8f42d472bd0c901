import { describe, expect, test } from 'vitest'
import { uploadName } from '../../../playground/server/upload-name.ts'
import { encodePath } from '../../../src/signing/url/canonical.ts'
import { parseWire } from '../../../src/signing/url/wire.ts'

describe('the name of an upload', () => {
  test.each([
    ['photo.jpg', 'photo.c0ffee42.jpg'],
    ['photo.PNG', 'photo.c0ffee42.jpg'],
    ['IMG 2026-11-26 (1).jpeg', 'IMG-2026-11-26-1.c0ffee42.jpg'],
    ['Été à Nîmes.jpg', 'Été-à-Nîmes.c0ffee42.jpg'],
    ['e\u0301te\u0301.jpg', 'été.c0ffee42.jpg'],
    ['写真 1.webp', '写真-1.c0ffee42.jpg'],
    ['../../etc/passwd', 'passwd.c0ffee42.jpg'],
    ['C:\\fotos\\a.jpg', 'a.c0ffee42.jpg'],
    ['.hidden.jpg', 'hidden.c0ffee42.jpg'],
    ['...', 'picture.c0ffee42.jpg'],
    ['', 'picture.c0ffee42.jpg'],
    ['a/', 'picture.c0ffee42.jpg'],
    ['a..b.jpg', 'a.b.c0ffee42.jpg'],
    ['a%2Fb?c#d&e=f.jpg', 'a-2Fb-c-d-e-f.c0ffee42.jpg'],
    ['a\0\n\u202Eb.jpg', 'a-b.c0ffee42.jpg'],
    ['\ud800.jpg', 'picture.c0ffee42.jpg'],
    ['archive.tar.gz', 'archive.tar.c0ffee42.jpg'],
  ])('is derived: %j becomes %j', (given, expected) => {
    const name = uploadName(given, 'c0ffee42', 'jpg')
    expect(name).toBe(expected)
    expect(() => parseWire(`http://127.0.0.1${encodePath(`/uploads/${name}`)}`)).not.toThrow()
  })

  test('has at most 100 characters including its hash, and no half of a surrogate pair', () => {
    for (const letter of ['a', 'é', '𝒳', '.a']) {
      const name = uploadName(`${letter.repeat(300)}.jpg`, 'c0ffee42', 'jpg')
      expect([...name].length).toBeLessThanOrEqual(100)
      expect(name.isWellFormed()).toBe(true)
      expect(name).toMatch(/\.c0ffee42\.jpg$/)
    }
  })
})
