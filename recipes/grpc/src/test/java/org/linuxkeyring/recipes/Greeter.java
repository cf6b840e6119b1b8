package org.linuxkeyring.recipes;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The smallest service: it answers with the name in the client's certificate. */
final class Greeter {
    private static final MethodDescriptor<String, String> GREET = MethodDescriptor.<String, String>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName("Greeter/Greet")
            .setRequestMarshaller(new Text())
            .setResponseMarshaller(new Text())
            .build();
    private static final Context.Key<SSLSession> SESSION = Context.key("session");

    private Greeter() {}

    static ServerServiceDefinition service() {
        ServerServiceDefinition service = ServerServiceDefinition.builder("Greeter")
                .addMethod(GREET, ServerCalls.asyncUnaryCall((request, answer) -> {
                    answer.onNext(request + " " + peer(SESSION.get()).getSubjectX500Principal());
                    answer.onCompleted();
                }))
                .build();
        return ServerInterceptors.intercept(service, Greeter::withSession);
    }

    static Answer greet(Channel channel) {
        ClientCall<String, String> call = channel.newCall(GREET, CallOptions.DEFAULT);
        String body = ClientCalls.blockingUnaryCall(call, "Hello");
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        return new Answer(body, peer(session), session.getProtocol());
    }

    private static <Q, A> ServerCall.Listener<Q> withSession(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        return Contexts.interceptCall(Context.current().withValue(SESSION, session), call, headers, next);
    }

    private static X509Certificate peer(SSLSession session) {
        try {
            return (X509Certificate) session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What came back, and whose certificate it came under. */
    record Answer(String body, X509Certificate server, String protocol) {}

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream bytes) {
            try {
                return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
