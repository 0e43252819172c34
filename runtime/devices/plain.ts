/** What device operations take and answer: it can go to a driver image as it is. Bytes are a ByteArray there, null is nil. */
export type Plain = null | boolean | number | bigint | string | Uint8Array | readonly Plain[];
