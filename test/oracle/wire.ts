/** Longest value that is sent with a plain length byte; a longer one goes in chunks behind 254. */
const LONGEST_SHORT = 252;
const CHUNKED = 254;
const NO_VALUE = 255;
const CHUNK = 32_767;

/** Reads what a client wrote in the forms of TTC: plain bytes, counted integers, counted bytes. */
export class Reader {
  private readonly bytes: Buffer;
  private at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    return this.take(1).readUInt8();
  }

  take(count: number): Buffer {
    if (this.at + count > this.bytes.length) throw new RangeError('the message ends too early');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  /** A size byte, then that many bytes, the highest first; bit 0x80 of the size says that it is negative. */
  integer(): number {
    const size = this.byte();
    if (size === 0) return 0;
    const value = this.take(size & 0x7f).readUIntBE(0, size & 0x7f);
    return (size & 0x80) === 0 ? value : -value;
  }

  integers(count: number): number[] {
    return Array.from({ length: count }, () => this.integer());
  }

  /** Passes over fields that say nothing here: `b` a byte, `i` an integer. */
  pass(fields: string): void {
    for (const field of fields) {
      if (field === 'b') this.byte();
      if (field === 'i') this.integer();
    }
  }

  /** Bytes behind their length; null: no value. */
  value(): Buffer | null {
    const length = this.byte();
    if (length === 0 || length === NO_VALUE) return null;
    if (length !== CHUNKED) return this.take(length);
    const chunks: Buffer[] = [];
    for (let size = this.integer(); size > 0; size = this.integer()) chunks.push(this.take(size));
    return Buffer.concat(chunks);
  }

  /** A counted length, then, unless it is 0, bytes behind their length once more. */
  sized(): Buffer {
    return this.integer() === 0 ? Buffer.alloc(0) : (this.value() ?? Buffer.alloc(0));
  }
}

/** Writes the same forms. */
export class Writer {
  private readonly parts: Buffer[] = [];

  get bytes(): Buffer {
    return Buffer.concat(this.parts);
  }

  byte(...values: number[]): this {
    this.parts.push(Buffer.from(values));
    return this;
  }

  raw(bytes: Buffer): this {
    this.parts.push(bytes);
    return this;
  }

  integer(...values: number[]): this {
    for (const value of values) {
      const size = value === 0 ? 0 : value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffffffff ? 4 : 6;
      const written = Buffer.alloc(1 + size);
      written[0] = size;
      if (size > 0) written.writeUIntBE(value, 1, size);
      this.parts.push(written);
    }
    return this;
  }

  value(bytes: Buffer | null): this {
    if (bytes === null || bytes.length === 0) return this.byte(0);
    if (bytes.length <= LONGEST_SHORT) return this.byte(bytes.length).raw(bytes);
    this.byte(CHUNKED);
    for (let at = 0; at < bytes.length; at += CHUNK) {
      const chunk = bytes.subarray(at, at + CHUNK);
      this.integer(chunk.length).raw(chunk);
    }
    return this.integer(0);
  }

  sized(text: string): this {
    const bytes = Buffer.from(text);
    this.integer(bytes.length);
    return bytes.length === 0 ? this : this.value(bytes);
  }
}
