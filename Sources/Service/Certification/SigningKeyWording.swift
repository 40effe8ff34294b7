package import Certificates

extension SigningKeyFile.Problem {
    /// One sentence that says what is wrong and what would be right.
    package var text: Text {
        switch self {
        case .file(let problem): problem.text
        case .passphrase(let problem): problem.text
        case .key(let path, let fault): Text(both: "\(path): ") + fault.text
        }
    }
}

extension SecretFile.Problem {
    /// One sentence that says what is wrong and what would be right.
    package var text: Text {
        switch self {
        case .system(let path, let reason): Text(both: "\(path): \(reason)")
        case .notRegular(let path):
            Text(
                "\(path) is a link, a folder or a device; a secret lies in a file of its own",
                "\(path) 是链接、目录或设备；密钥须存放在独立的普通文件中")
        case .otherOwner(let path):
            Text(
                "\(path) belongs to another user; a secret belongs to who runs this program",
                "\(path) 属于其他用户；密钥文件须属于运行本程序的用户")
        case .mode(let path, let mode):
            Text(
                "\(path) has mode \(String(mode, radix: 8)); allowed is 600 (chmod 600)",
                "\(path) 的权限为 \(String(mode, radix: 8))；只允许 600（chmod 600）")
        case .severalNames(let path):
            Text(
                "\(path) has a second name (hard link); a secret has one",
                "\(path) 有另一个硬链接；密钥文件只能有一个名字")
        case .tooLarge(let path, let limit):
            Text(
                "\(path) has more than \(limit) bytes",
                "\(path) 超过 \(limit) 字节")
        }
    }
}

extension Passphrase.Problem {
    /// One sentence that says what is wrong.
    package var text: Text {
        switch self {
        case .file(let problem): problem.text
        case .empty: Text("the passphrase is empty", "口令为空")
        case .noTerminal:
            Text(
                "there is no terminal to ask for the passphrase at; name a file with --passphrase-file",
                "没有可输入口令的终端；请用 --passphrase-file 指定文件")
        case .tooLong:
            Text(
                "the passphrase has more than \(Passphrase.mostBytes) bytes",
                "口令超过 \(Passphrase.mostBytes) 字节")
        case .differs: Text("the two passphrases differ", "两次输入的口令不同")
        }
    }
}

extension KeyFileFault {
    /// What is wrong with a key file.
    package var text: Text {
        switch self {
        case .tooLarge:
            Text("more bytes than a key file has", "超出密钥文件的大小")
        case .form(let line):
            Text(
                "line \(line) is not as in a key file (64 hexadecimal digits, 44 characters of base64, or a sealed key)",
                "第 \(line) 行不符合密钥文件格式（64 位十六进制、44 位 base64 或加密密钥）")
        case .cost:
            Text("the file asks for more work than is allowed", "文件要求的计算量超出允许范围")
        case .noPassphrase: Text("a passphrase is needed", "需要口令")
        case .passphrase:
            Text("not this passphrase, or the file was changed", "口令不对，或文件被改动")
        case .noMemory:
            Text("the system gives no memory that can be locked", "系统无法提供可锁定的内存")
        }
    }
}
