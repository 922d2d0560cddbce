import { generateKeyPairSync, sign } from 'node:crypto';

/** A private key and a certificate for `localhost` that vouches for itself, as PEM. */
export interface Certificate {
  readonly key: string;
  readonly certificate: string;
}

/** Tags and object identifiers of X.509, as bytes. */
const TAG = {
  sequence: 0x30,
  set: 0x31,
  integer: 0x02,
  oid: 0x06,
  bits: 0x03,
  octets: 0x04,
  text: 0x0c,
  time: 0x17,
} as const;
const OID = {
  signature: '2a8648ce3d040302',
  commonName: '550403',
  otherNames: '551d11',
  isAuthority: '551d13',
} as const;

/**
 * Makes a certificate, since Node can read them only.
 * @param passphrase locks the key
 */
export function makeCertificate(passphrase: string): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid(OID.signature));
  const name = sequence(der(TAG.set, sequence(oid(OID.commonName), der(TAG.text, Buffer.from('localhost')))));
  const validity = sequence(...['200101000000Z', '491231235959Z'].map((time) => der(TAG.time, Buffer.from(time))));
  const otherNames = der(TAG.octets, sequence(der(0x82, Buffer.from('localhost'))));
  const isAuthority = der(TAG.octets, sequence(der(0x01, Buffer.from([0xff]))));
  const toBeSigned = sequence(
    der(0xa0, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(oid(OID.otherNames), otherNames), sequence(oid(OID.isAuthority), isAuthority))),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', toBeSigned, privateKey)]);
  const whole = sequence(toBeSigned, algorithm, der(TAG.bits, signature)).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${whole.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(TAG.sequence, ...parts);
}

function oid(bytes: string): Buffer {
  return der(TAG.oid, Buffer.from(bytes, 'hex'));
}

/** A tag, the length, and what it holds. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const size = [body.length >> 8, body.length & 0xff];
  const length = body.length < 0x80 ? [body.length] : body.length < 0x100 ? [0x81, body.length] : [0x82, ...size];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
