/**
 * Records glyph outlines. HarfBuzz calls these functions through its function table. They write to
 * HarfBuzz's memory, which this module imports. A recording starts with two u32: its length in
 * bytes and the maximum length. For each outline segment, a code (u32) and coordinates (f32)
 * follow. If a recording would exceed its maximum length, the call traps. This limits the outlines
 * that a font can draw.
 */

import { CLOSE, CUBIC, LINE, MOVE, QUADRATIC } from './segments'

const USED = 0
const ALLOWED = 4

function reserve(recording: usize, bytes: u32): usize {
  const used = load<u32>(recording, USED)
  if (used + bytes > load<u32>(recording, ALLOWED)) unreachable()
  store<u32>(recording, used + bytes, USED)
  return recording + used
}

/** Records a contour's start. */
export function moveTo(_funcs: usize, recording: usize, _state: usize, x: f32, y: f32, _user: usize): void {
  const at = reserve(recording, 12)
  store<u32>(at, MOVE)
  store<f32>(at, x, 4)
  store<f32>(at, y, 8)
}

/** Records a straight line. */
export function lineTo(_funcs: usize, recording: usize, _state: usize, x: f32, y: f32, _user: usize): void {
  const at = reserve(recording, 12)
  store<u32>(at, LINE)
  store<f32>(at, x, 4)
  store<f32>(at, y, 8)
}

/** Records a quadratic Bézier curve. */
export function quadraticTo(
  _funcs: usize,
  recording: usize,
  _state: usize,
  controlX: f32,
  controlY: f32,
  x: f32,
  y: f32,
  _user: usize,
): void {
  const at = reserve(recording, 20)
  store<u32>(at, QUADRATIC)
  store<f32>(at, controlX, 4)
  store<f32>(at, controlY, 8)
  store<f32>(at, x, 12)
  store<f32>(at, y, 16)
}

/** Records a cubic Bézier curve. */
export function cubicTo(
  _funcs: usize,
  recording: usize,
  _state: usize,
  firstX: f32,
  firstY: f32,
  secondX: f32,
  secondY: f32,
  x: f32,
  y: f32,
  _user: usize,
): void {
  const at = reserve(recording, 28)
  store<u32>(at, CUBIC)
  store<f32>(at, firstX, 4)
  store<f32>(at, firstY, 8)
  store<f32>(at, secondX, 12)
  store<f32>(at, secondY, 16)
  store<f32>(at, x, 20)
  store<f32>(at, y, 24)
}

/** Records a contour's end. */
export function closePath(_funcs: usize, recording: usize, _state: usize, _user: usize): void {
  store<u32>(reserve(recording, 4), CLOSE)
}
