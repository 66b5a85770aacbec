// Cividis reversed: light is few, dark is many; ordered in lightness too, so it survives grey
// printing and colour blindness. The server's picture uses the same six.

/** Zero class first, then the five classes. */
export const CLASS_COLOURS = ['#f2f2ef', '#fee838', '#bcae6c', '#7c7b78', '#414d6b', '#00224e'] as const

/** Outline of a cell that is hot (significant). Seen on both ends of the scale, with a light casing. */
export const HOT = '#c2185b'
export const HOT_CASING = '#ffffff'

/** Outline of what a method draws of its own: zones, contours, clusters. */
export const ZONE = '#5b2a86'

/** Relative luminance of an sRGB colour written #rrggbb, 0 (black) to 1 (white). */
export function luminance(hex: string): number {
  const channel = (at: number) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

/** WCAG contrast of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light! + 0.05) / (dark! + 0.05)
}

/** Ink readable on a class colour. */
export function inkOn(colour: string): string {
  return contrast(colour, '#12212e') >= contrast(colour, '#ffffff') ? '#12212e' : '#ffffff'
}

/** Steps of one hue for the week grid: share 0…1 of the busiest hour. */
export function rampOf(share: number): string {
  const index = share <= 0 ? 0 : Math.min(5, 1 + Math.floor(share * 4.999))
  return CLASS_COLOURS[index]!
}

/** PuOr: the same, then more (orange) and fewer (purple) in three steps each; apart for colour blind too. */
export const DIFFERENCE_COLOURS = ['#f2f2ef', '#fdc97f', '#e08214', '#8f4203', '#c4bfe0', '#8073ac', '#3f1468'] as const
