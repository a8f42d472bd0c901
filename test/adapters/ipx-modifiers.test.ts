import { describe, expect, test } from 'vitest'
import { adapter } from './adapter.ts'

interface Modifiers {
  readModifiers(text: string): { options: object; box: object | undefined }
}

const { readModifiers } = await adapter<Modifiers>('ipx-modifiers.ts')

/** Returns the options without those that are `undefined`. */
const optionsOf = (text: string) => JSON.parse(JSON.stringify(readModifiers(text).options))

describe('modifiers of IPX', () => {
  test.each([
    ['_', { animate: true }],
    ['w_400,f_webp', { width: 400, enlarge: false, format: 'webp' }],
    ['width_400&height_300&f_jpg', { width: 400, height: 300, enlarge: false, format: 'jpeg' }],
    ['s_400x300,f_auto', { width: 400, height: 300, enlarge: false, format: 'auto' }],
    ['s_400,f_png', { width: 400, height: 400, enlarge: false, format: 'png' }],
    ['s:400x300,f=png', { width: 400, height: 300, enlarge: false, format: 'png' }],
    ['s_9x9,fit_contain,f_png', { width: 9, height: 9, enlarge: false, fit: 'contain', format: 'png' }],
    ['w_9,fit_cover,pos_top,f_png', { width: 9, enlarge: false, format: 'png' }],
    [
      's_9x9,pos_right%20top,f_png',
      { width: 9, height: 9, enlarge: false, position: 'topright', format: 'png' },
    ],
    ['s_9x9,position_attention,f_png', { width: 9, height: 9, enlarge: false, crop: 'smart', format: 'png' }],
    ['s_9x9,fit_inside,pos_top,f_png', { width: 9, height: 9, enlarge: false, fit: 'inside', format: 'png' }],
    ['enlarge,w_9,f_png', { width: 9, enlarge: true, format: 'png' }],
    ['kernel_cubic,w_9,f_png', { filter: 'catrom', width: 9, enlarge: false, format: 'png' }],
    ['b_fd6,rotate_45,f_png', { bg: 'ffdd66', rotate: 45, format: 'png' }],
    ['background_%23ffd666,f_png', { bg: 'ffd666', format: 'png' }],
    ['q_50,f_avif', { quality: 50, format: 'avif' }],
    [
      'flip,flop,grayscale,negate,normalize,f_png',
      {
        flip: true,
        flop: true,
        grayscale: true,
        negate: true,
        normalize: true,
        format: 'png',
      },
    ],
    [
      'blur,sharpen,gamma,threshold,trim,f_png',
      {
        blur: 1,
        sharpen: 1,
        gamma: 2.2,
        threshold: 128,
        trim: 10,
        format: 'png',
      },
    ],
    ['blur_5,sharpen_2,gamma_1.5,f_png', { blur: 5, sharpen: 2, gamma: 1.5, format: 'png' }],
    ['extract_1_2_30_40,f_png', { crop: { x: 1, y: 2, width: 30, height: 40 }, format: 'png' }],
    ['extend_1_2_3_4,f_png', { extend: { top: 1, right: 2, bottom: 3, left: 4 }, format: 'png' }],
    ['modulate_1.2_0.5_90,f_png', { brightness: 1.2, saturation: 0.5, hue: 90, format: 'png' }],
    ['modulate_1.2,f_png', { brightness: 1.2, saturation: 1, hue: 0, format: 'png' }],
    ['tint_00f,f_png', { tint: '0000ff', format: 'png' }],
    ['flatten,b_fff,f_jpeg', { bg: 'ffffff', format: 'jpeg' }],
    ['animated,f_webp', { animate: true, format: 'webp' }],
  ])('%s are options', (text, expected) => {
    expect(optionsOf(text)).toEqual(expected)
  })

  test.each([
    ['s_400x300', { width: 400, height: 300 }],
    ['s_400x300,enlarge', undefined],
    ['w_400', undefined],
  ])('%s has the box %j', (text, expected) => {
    expect(readModifiers(text).box).toEqual(expected)
  })

  test.each([
    ['median_3', 'modifier median: the engine has no such modifier'],
    ['constructor', 'modifier constructor: the engine has no such modifier'],
    ['', 'modifier : the engine has no such modifier'],
    ['w', 'modifier w: expected a number, got nothing'],
    ['w_4e2', 'modifier w: expected a number, got 4e2'],
    ['w_1_2', 'modifier w: expected one number'],
    ['s_1x2x3', 'modifier s: expected a width and a height, such as 400x300'],
    ['kernel_nearest', 'modifier kernel: expected one of cubic, mitchell, lanczos3, got nearest'],
    ['fit_crop', 'modifier fit: expected one of cover, contain, fill, inside, outside, got crop'],
    ['f_gif', 'modifier f: expected one of jpeg, png, webp, avif, auto, got gif'],
    ['extract_1_2', 'modifier extract: expected 4 numbers'],
    ['modulate_1_1_0_1', 'modifier modulate: expected up to 3 numbers'],
    ['sharpen_1_2_3', 'modifier sharpen: expected one number'],
    ['flatten,f_webp', 'modifier flatten: add f_jpeg, which has no transparency'],
    ['s_9x9,pos_attention,extract_0_0_9_9', 'modifier position: extract chooses the part'],
  ])('%s is refused by name', (text, message) => {
    expect(() => readModifiers(text)).toThrow(message)
  })
})
