/** The twin of Closures.class.st. */
function counter(): (increment: number) => number {
  let count = 0;
  return (increment) => (count += increment);
}

export function runClosures(size: number): number {
  const numbers = Array.from({ length: 100 }, (_, i) => i + 1);
  let total = 0;
  for (let round = 1; round <= size; round++) {
    const scaled = numbers.map((each) => each * round).filter((each) => each % 3 === 0);
    const count = counter();
    scaled.forEach((each) => count(each));
    total = (scaled.reduce((sum, each) => sum + each, total) + count(1)) & 1048575;
  }
  return total;
}
