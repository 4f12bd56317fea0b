"""Independent reference of the vault's formats: the frozen vectors in tests/vault/vectors.rs come from here.

Nothing but Python's hashlib and hmac; XChaCha20-Poly1305 is written out after RFC 8439 and draft-irtf-cfrg-xchacha and
checked against the draft's own example. Run it with: python3 crates/vault/tests/reference.py
"""
import hashlib,hmac,struct,uuid
def rotl(x,n): return ((x<<n)|(x>>(32-n)))&0xffffffff
def qr(s,a,b,c,d):
    s[a]=(s[a]+s[b])&0xffffffff; s[d]=rotl(s[d]^s[a],16)
    s[c]=(s[c]+s[d])&0xffffffff; s[b]=rotl(s[b]^s[c],12)
    s[a]=(s[a]+s[b])&0xffffffff; s[d]=rotl(s[d]^s[a],8)
    s[c]=(s[c]+s[d])&0xffffffff; s[b]=rotl(s[b]^s[c],7)
def rounds(s):
    for _ in range(10):
        qr(s,0,4,8,12);qr(s,1,5,9,13);qr(s,2,6,10,14);qr(s,3,7,11,15)
        qr(s,0,5,10,15);qr(s,1,6,11,12);qr(s,2,7,8,13);qr(s,3,4,9,14)
C=list(struct.unpack('<4I',b'expand 32-byte k'))
def hchacha(k,n):
    s=C+list(struct.unpack('<8I',k))+list(struct.unpack('<4I',n)); rounds(s)
    return struct.pack('<8I',*(s[0:4]+s[12:16]))
def block(k,ctr,n):
    i=C+list(struct.unpack('<8I',k))+[ctr]+list(struct.unpack('<3I',n)); s=i[:]; rounds(s)
    return struct.pack('<16I',*[(a+b)&0xffffffff for a,b in zip(s,i)])
def poly(k,m):
    r=int.from_bytes(k[:16],'little')&0x0ffffffc0ffffffc0ffffffc0fffffff; s=int.from_bytes(k[16:],'little'); a=0
    for i in range(0,len(m),16):
        a=(a+int.from_bytes(m[i:i+16]+b'\1','little'))*r%((1<<130)-5)
    return ((a+s)%(1<<128)).to_bytes(16,'little')
def pad16(b): return b+b'\0'*(-len(b)%16)
def xseal(k,n,aad,p):
    sk=hchacha(k,n[:16]); nn=b'\0'*4+n[16:]
    ct=b''.join(bytes(x^y for x,y in zip(p[i:i+64],block(sk,1+i//64,nn))) for i in range(0,len(p),64))
    return ct+poly(block(sk,0,nn)[:32],pad16(aad)+pad16(ct)+struct.pack('<QQ',len(aad),len(ct)))
# XChaCha draft A.3.1 self-check
key=bytes(range(0x80,0xa0)); aad=bytes.fromhex('50515253c0c1c2c3c4c5c6c7'); n=bytes(range(0x40,0x58))
p=b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
assert xseal(key,n,aad,p)[-16:].hex()=='c0875924c1c7987947deafd8780acf49'
def ext(salt,ikm): return hmac.new(salt,ikm,hashlib.sha256).digest()
def exp(prk,info): return hmac.new(prk,info+b'\1',hashlib.sha256).digest()
def U(n): return bytes([n])*16
def ctx(org,ticket,shard,secret,field,version):
    out=b'MHV1\1'
    for f in (org,ticket,shard,secret,field,struct.pack('>q',version)): out+=struct.pack('>I',len(f))+f
    return out
kek=bytes(range(0xa0,0xc0)); kid=b'k1'; shard=bytes(range(0x80,0xa0))
rnd=bytes(range(256)); dek,salt,nonce,wn=rnd[:32],rnd[32:64],rnd[64:88],rnd[88:112]
def make(a,secret,sid):
    pt=struct.pack('>I',len(secret))+secret; pt+=b'\0'*(-len(pt)%64)
    prk=ext(salt,dek); h=hashlib.sha256(a).digest()
    blob=b'\1'+salt+exp(prk,b'v1/commit'+h)+nonce+xseal(exp(prk,b'v1/enc'+h),nonce,a,pt)
    if sid: w=ext(shard,kek); lab=b'v1/wrap'+sid+kid
    else: w=ext(hashlib.sha256(b'MHV1 no shard').digest(),kek); lab=b'v1/wrap-operational/'+kid
    wrapped=b'\1'+exp(w,b'v1/wrap-commit/'+lab)+wn+xseal(exp(w,lab),wn,a+b'dek-wrap'+kid,dek)
    return wrapped,blob
for name,a,sid in (('sharded',ctx(U(1),U(2),U(3),U(4),b'password',1),U(3)),('operational',ctx(U(1),b'',b'',U(4),b'private_key',7),None)):
    w,b=make(a,b'correct horse battery staple',sid)
    print(name,'\nwrapped',w.hex(),'\nblob',b.hex(),'\nsha',hashlib.sha256(b).hexdigest())
print('check',exp(ext(b'MHV1 kek-check',kek),b'kek-check'+kid).hex())
lk=ext(b'MHV1 login-key',kek); person=U(9); seed=b'12345678901234567890'
print('login',(b'\1'+exp(lk,b'v1/totp-commit')+rnd[:24]+xseal(exp(lk,b'v1/totp'),rnd[:24],b'MHV1 totp'+person,seed)).hex())
