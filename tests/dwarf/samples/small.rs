// Rust for tests/dwarf: slices, tuples, enumerations with values, values behind a pointer.
use std::hint::black_box;

pub struct Point {
    pub x: i32,
    pub y: i64,
}

pub enum Shape {
    Empty,
    Circle(u32),
    Named { width: u16, height: u16 },
}

pub struct Big {
    pub values: [u64; 4],
    pub flag: bool,
}

#[inline(never)]
#[no_mangle]
pub fn rust_scalars(a: i8, b: u16, c: char, d: bool, e: u64) -> u64 {
    black_box(a as u64 + b as u64 + c as u64 + d as u64 + e)
}

#[inline(never)]
#[no_mangle]
pub fn rust_text(text: &str, point: &Point, last: i32) -> usize {
    black_box(text.as_bytes()[0] as usize + text.len() + point.x as usize + last as usize)
}

#[inline(never)]
#[no_mangle]
pub fn rust_values(point: Point, pair: (u32, u32), big: Big, last: i32) -> u64 {
    black_box(point.x as u64 + point.y as u64 + pair.0 as u64 + pair.1 as u64 + big.values[1] + last as u64)
}

// What the body does not use, callers need not pass.
#[inline(never)]
#[no_mangle]
pub fn rust_unused(point: Point, last: u32) -> u64 {
    black_box(point.y as u64 + last as u64)
}

#[inline(never)]
#[no_mangle]
pub fn rust_shape(shape: &Shape, last: u8) -> u32 {
    black_box(match shape {
        Shape::Empty => last as u32,
        Shape::Circle(r) => *r,
        Shape::Named { width, height } => (*width as u32) * (*height as u32),
    })
}

fn main() {
    let point = Point { x: 5, y: -6 };
    let big = Big { values: [1, 2, 3, 4], flag: true };
    rust_scalars(-1, 65535, 'R', true, 1 << 40);
    rust_text(black_box("rust text"), &point, 12);
    rust_values(Point { x: 7, y: -8 }, (9, 10), big, 11);
    rust_unused(Point { x: 13, y: -14 }, 15);
    rust_shape(&Shape::Named { width: 3, height: 4 }, 1);
    rust_shape(&Shape::Circle(50), 2);
    rust_shape(&Shape::Empty, 3);
}
