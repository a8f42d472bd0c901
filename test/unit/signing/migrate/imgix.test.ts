import { describe, expect, test } from 'vitest'
import { translateImgix } from '../../../../src/signing/migrate/imgix.ts'
import { IMGIX_PARAMETERS } from '../../../../src/signing/migrate/imgix-parameters.ts'
import { formatQuery } from '../../../../src/signing/url/canonical.ts'

function translated(query: string) {
  const pairs = query === '' ? [] : query.split('&').map((pair) => pair.split('='))
  const { path, parameters, problems } = translateImgix(
    'a.jpg',
    pairs.map(([name = '', value = '']) => [name, value] as const),
  )
  expect(path).toBe('a.jpg')
  return { query: formatQuery(parameters), problems }
}

describe('migrate translates from imgix', () => {
  test.each([
    ['', 'output=image'],
    ['w=400', 'width=400'],
    ['w=400&h=300', 'width=400&height=300&fit=inside'],
    ['w=400&h=300&fit=max', 'width=400&height=300&fit=inside&enlarge=0'],
    ['w=400&h=300&fit=crop', 'width=400&height=300'],
    ['w=400&h=300&fit=min', 'width=400&height=300&enlarge=0'],
    ['w=400&h=300&fit=scale', 'width=400&height=300&fit=fill'],
    ['w=400&h=300&fit=fill&fill=solid&fill-color=fff', 'width=400&height=300&fit=contain&bg=ffffff'],
    ['w=400&h=300&fit=fillmax', 'width=400&height=300&fit=contain&enlarge=0'],
    ['w=400&h=300&fit=crop&crop=top,left', 'width=400&height=300&position=topleft'],
    ['w=400&h=300&fit=crop&crop=left,top', 'width=400&height=300&position=topleft'],
    ['w=400&h=300&fit=crop&crop=entropy', 'crop=smart&width=400&height=300'],
    ['w=400&h=300&fit=crop&crop=focalpoint&fp-x=0.2&fp-y=.5', undefined],
    [
      'w=400&h=300&fit=crop&crop=focalpoint&fp-x=0.2&fp-y=0.5&fp-z=2',
      'crop=fp,0.2,0.5,2&width=400&height=300',
    ],
    ['w=280&ar=2:1&fit=crop', 'width=280&height=140'],
    ['h=100&ar=16:9&fit=crop&dpr=2', 'width=178&height=100&dpr=2'],
    ['rect=10,20,300,200&w=30', 'crop=300,200,10,20&width=30'],
    ['auto=format,compress&q=70', 'format=auto&quality=70'],
    ['auto=compress', 'output=image'],
    ['fm=pjpg', 'format=jpeg&progressive=1'],
    ['fm=pjpg&chromasub=444', 'format=jpeg&progressive=1&subsampling=444'],
    ['chromasub=420', 'subsampling=420'],
    ['fm=png8', 'format=png&palette=1'],
    ['fm=png8&colorquant=32', 'format=png&colors=32&palette=1'],
    ['flip=hv', 'flip=1&flop=1'],
    ['invert=true&sat=-100&px=8', 'negate=1&grayscale=1&pixelate=8'],
    ['expires=2000000000&dl=a b.jpg', 'output=image&download=a%20b.jpg&expire=2000000000'],
    ['ixlib=js-3.8.0&ixid=x&cs=srgb', 'output=image'],
  ])('%s', (given, query) => {
    const { query: actual, problems } = translated(given)
    if (query === undefined) expect(problems).not.toEqual([])
    else expect({ query: actual, problems }).toEqual({ query, problems: [] })
  })
})

describe('migrate has no imgix counterpart for', () => {
  test.each([
    'w=0.5',
    'chromasub=422',
    'colorquant=1',
    'w=400&h=300&fit=clamp',
    'w=400&h=300&fit=facearea',
    'w=400&h=300&fit=crop&crop=faces',
    'w=400&h=300&fit=crop&crop=top,bottom',
    'w=400&h=300&fit=crop&crop=faces,top',
    'w=400&h=300&fit=crop&ar=1:1',
    'w=400&ar=1:1',
    'ar=1:1&fit=crop',
    'w=9&ar=0:1&fit=crop',
    'fp-x=0.5',
    'rect=center,middle,100,100',
    'w=40&h=30&fit=crop&crop=entropy&rect=1,2,3,4',
    'w=40&h=30&fit=crop&crop=top&flip=v',
    'auto=enhance',
    'auto=format&fm=png',
    'fm=gif',
    'fm=json',
    'sat=20',
    'fill=blur',
    'rot=90',
    'blur=20',
    'mark=x',
    'txt64=SGk',
    'w64=MTAw',
    'token=x',
    'width=9',
    'expire=1',
    'preset=card',
    'olurl=/a.png',
    '__proto__=1',
  ])('%s', (query) => {
    expect(translated(query).problems).not.toEqual([])
  })
})

test('imgix names are unique', () => {
  const names = IMGIX_PARAMETERS.flatMap((row) => row.names)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
