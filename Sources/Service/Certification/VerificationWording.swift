import Certificates

extension CertificateCheck {
    /// What is checked.
    var text: Text {
        switch self {
        case .signature: Text("the issuer's signature on the canonical form", "签发方对规范形式的签名")
        case .form: Text("the form of a Green Token certificate", "绿色Token证书的格式")
        case .validity: Text("the period of validity", "有效期")
        case .arithmetic: Text("every figure, from the rows", "由逐行数据重算全部数值")
        case .rules:
            Text("the rule sets by their hashes, and that they are kept", "规则集哈希及其遵守情况")
        case .log:
            Text(
                "inclusion in the log, its checkpoint and cosignatures", "日志收录、检查点及共同签名")
        case .status:
            Text(
                "neither revoked nor split, by a list that is young enough",
                "未被撤销或拆分（状态列表足够新）")
        }
    }
}

extension VerificationFault {
    /// One sentence that says why a certificate is not to be relied on.
    package var text: Text {
        switch self {
        case .signature(let fault): fault.text
        case .form(let fault), .arithmetic(let fault), .rules(let fault): fault.text
        case .validity(let from, let until):
            Text(
                "valid from \(from.text)" + (until.map { " until \($0.text)" } ?? ""),
                "有效期自 \(from.text) 起" + (until.map { "，至 \($0.text)" } ?? ""))
        case .unknownRules(let id, let version):
            Text(
                "the rules \(id) \(version), with this hash, are not among the trusted ones",
                "规则 \(id) \(version)（按其哈希）不在受信任之列")
        case .proofMissing:
            Text(
                "there is no proof of inclusion (a tlog-proof@v1 file beside the certificate, or --proof)",
                "缺少收录证明（证书旁的 tlog-proof@v1 文件，或 --proof）")
        case .proof(let fault): fault.text
        case .entry(let fault): fault.text
        case .statusMissing:
            Text(
                "there is no status list (--status), or the certificate has no place in one",
                "缺少状态列表（--status），或证书不在其中")
        case .statusSignature(let fault): Text("the status list: ", "状态列表：") + fault.text
        case .status(let fault): fault.text
        case .statusAge(let seconds, let limit):
            Text(
                "the status list is \(seconds) s old; allowed are \(limit) s",
                "状态列表已有 \(seconds) 秒；允许 \(limit) 秒")
        case .revoked:
            Text("it has been revoked, or split into others", "证书已被撤销，或已拆分为其他证书")
        }
    }
}

extension VerificationFault.EntryFault {
    fileprivate var text: Text {
        switch self {
        case .unreadable:
            Text("the proof carries no log entry of an issue", "收录证明中没有签发记录")
        case .kind(let kind):
            Text(
                "the log entry says \(kind), not an issue or a split",
                "日志记录为 \(kind)，而非签发或拆分")
        case .certificate(let id):
            Text("the log entry is about the certificate \(id)", "日志记录属于证书 \(id)")
        case .document:
            Text("the log entry names another document", "日志记录所指的是另一份文档")
        case .keyRetired(let key, let time):
            Text(
                "the log entry was made after the key \(key) was retired at \(time.text)",
                "日志记录产生于密钥 \(key) 停用（\(time.text)）之后")
        case .key(let key): Text("the log entry names the key \(key)", "日志记录所指密钥为 \(key)")
        }
    }
}

extension CertificateFault {
    /// What is wrong, with its place.
    package var text: Text {
        switch self {
        case .missing(let path): Text("\(path) is missing", "缺少 \(path)")
        case .unknown(let path): Text("\(path) is not known", "未知成员 \(path)")
        case .malformed(let path, let allowed):
            Text("\(path) has another form; allowed: \(allowed)", "\(path) 格式不符；允许：\(allowed)")
        case .noSuch(let path, let id):
            Text("\(path) names \(id), which is not there", "\(path) 所指 \(id) 不存在")
        case .order(let path):
            Text("\(path) stands twice or in another order", "\(path) 重复或次序不符")
        case .differs(let path, let printed, let computed):
            Text(
                "\(path) says \(printed); the rows give \(computed)",
                "\(path) 写作 \(printed)；按逐行数据应为 \(computed)")
        case .tooMuchRetired(let path, let retired, let used):
            Text(
                "\(path) retires \(retired) Wh for \(used) Wh used",
                "\(path) 注销 \(retired) Wh，超过所用 \(used) Wh")
        case .breaksRule(let path, let rule):
            Text(
                "\(path) breaks the rule set (\(rule.rawValue))",
                "\(path) 违反规则集（\(rule.rawValue)）")
        case .otherReference(let path):
            Text("\(path) names another document", "\(path) 所指为另一份文档")
        }
    }
}

extension ProofFault {
    /// What is wrong.
    package var text: Text {
        switch self {
        case .notJSON(let fault): Text("no JSON: \(fault)", "不是 JSON：\(fault)")
        case .tooLarge(let limit):
            Text("more than \(limit) bytes", "超过 \(limit) 字节")
        case .notAnObject: Text("the document is no object", "文档不是对象")
        case .context:
            Text(
                "@context does not begin with that of credentials 2.0",
                "@context 未以凭证 2.0 的上下文开头")
        case .notACredential:
            Text("type lacks VerifiableCredential", "type 缺少 VerifiableCredential")
        case .noIssuer: Text("there is no issuer", "缺少 issuer")
        case .otherIssuer(let name):
            Text("the issuer is \(name), not the trusted one", "签发方为 \(name)，并非受信任者")
        case .noProof: Text("there is no proof", "缺少 proof")
        case .severalProofs: Text("one proof is read, not a list", "只接受一个 proof，不接受列表")
        case .unknownMember(let name):
            Text("the proof has the unknown member \(name)", "proof 含未知成员 \(name)")
        case .member(let name): Text("\(name) is missing or no text", "\(name) 缺失或不是文本")
        case .value(let name, let given):
            Text("\(name) is \(given), which is not allowed", "\(name) 为 \(given)，不被允许")
        case .created: Text("created is no time in UTC", "created 不是 UTC 时间")
        case .proofContext:
            Text("the proof's @context differs from the document's", "proof 的 @context 与文档不同")
        case .verificationMethod(let name):
            Text("the key \(name) is none of the issuer's", "密钥 \(name) 不属于签发方")
        case .keyRetired(let name, let time):
            Text("the key \(name) was retired at \(time.text)", "密钥 \(name) 已于 \(time.text) 停用")
        case .proofValue: Text("the signature is not 64 bytes", "签名不是 64 字节")
        case .tokenForm: Text("the token is not three parts of base64url", "令牌不是三段 base64url")
        case .signature:
            Text(
                "the signature is not the issuer's on this content", "签名与内容不符，或并非签发方所签")
        case .signingKey: Text("the signing key is none of the issuer's", "签名密钥不属于签发方")
        case .hasProof: Text("the document has a proof already", "文档已有 proof")
        }
    }
}

extension StatusFault {
    /// What is wrong.
    var text: Text {
        switch self {
        case .member(let name):
            Text("\(name) of the status list has another form", "状态列表的 \(name) 格式不符")
        case .encoding, .gzip:
            Text("the bits of the status list cannot be read", "无法读取状态列表的位串")
        case .tooLong, .length:
            Text("the status list has a length that is not allowed", "状态列表长度不被允许")
        case .otherList(let id):
            Text("the status list is \(id), another one", "状态列表为另一份：\(id)")
        case .index(let index):
            Text("the place \(index) is outside the status list", "位置 \(index) 不在状态列表内")
        }
    }
}
