/**
 * `Math` functions whose results differ between JavaScript engines, computed by WebAssembly. The
 * same input gives the same bits in workerd, Node.js, Bun, Deno and browsers, and so do tables and
 * pictures that are made with them. `src/engine` uses no other versions of these functions and no
 * operator `**`. Other `Math` functions that it uses, such as `sqrt` and `round`, are exact in
 * every engine.
 */

import { type MathExports, start } from './generated/math.ts'

let started: MathExports | undefined

/** Returns the module. The first call starts it. */
function math(): MathExports {
  started ??= start({})
  return started
}

/** Returns the sine of an angle in radians. */
export const sin = (x: number): number => math().sin(x)

/** Returns the cosine of an angle in radians. */
export const cos = (x: number): number => math().cos(x)

/** Returns the tangent of an angle in radians. */
export const tan = (x: number): number => math().tan(x)

/** Returns the angle in radians, -π/2 to π/2, whose sine is `x`. */
export const asin = (x: number): number => math().asin(x)

/** Returns e to the power of `x`. */
export const exp = (x: number): number => math().exp(x)

/** Returns the natural logarithm of `1 + x`. */
export const log1p = (x: number): number => math().log1p(x)

/**
 * Returns `x` to the power of `y`, with the same special cases as the operator `**`. A square or a
 * cube is faster as a multiplication, and a power of two as a shift.
 * @example pow(0.5, 2.4)
 */
export const pow = (x: number, y: number): number => math().pow(x, y)

/** Returns the cube root of `x`. */
export const cbrt = (x: number): number => math().cbrt(x)
