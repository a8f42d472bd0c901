import { expect, test } from 'vitest'
import { fileNameOf } from '../../../playground/page/address/file-name.ts'

test.each([
  ['/samples/lake.jpg?width=8&format=webp', 'image/webp', 'lake.webp'],
  ['/samples/lake.jpg', 'image/jpeg', 'lake.jpg'],
  ['/samples/lake.JPEG?width=8', 'image/jpeg', 'lake.JPEG'],
  ['/samples/lake.png?format=jpeg', 'image/jpeg', 'lake.jpg'],
  ['/samples/windmill.gif?animate=1', 'image/webp', 'windmill.webp'],
  ['/samples/windmill.gif?original=1', 'image/gif', 'windmill.gif'],
  ['/samples/lake.jpg?output=json', 'application/json;charset=utf-8', 'lake.json'],
  ['/uploads/my%20photo%20(1).jpg?format=avif', 'image/avif', 'my photo (1).avif'],
  ['/a/lake.jpg?format=jxl', 'image/jxl', 'lake.jxl'],
  ['/a/b%2Fc.jpg?format=png', 'image/png', 'b_c.png'],
  ['/a/photo?width=8', 'image/webp', 'photo.webp'],
  ['/a/.jpg?format=png', 'image/png', '.jpg.png'],
  ['/a/lake.v2.jpg?format=png', 'image/png', 'lake.v2.png'],
  ['/a/b.bin', 'application/octet-stream', 'b.bin'],
  ['/a/lake.jpg?download=my%20lake.webp&format=webp', 'image/webp', 'my lake.webp'],
])('the result of %s (%s) is saved as %s', (target, type, name) => {
  expect(fileNameOf({ target, type })).toBe(name)
})
